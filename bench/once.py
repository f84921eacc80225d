"""One process of a skill: `python -I -B once.py FOLDER EVENTS [TURNS]`.

It imports the handler, answers a launch and a question from the file, and the question TURNS times more. It takes
nothing along that the skill does not need, because all that it loads is measured with it.
"""

import json
import os
import sys

folder, events, *turns = sys.argv[1:]
os.environ["SKILL_ID"] = "amzn1.ask.skill.bench"
sys.path[:0] = folder.split(os.pathsep)
from lambda_function import lambda_handler  # noqa: E402

with open(events, encoding="utf-8") as file:
    launch, question = json.load(file)
answers = [lambda_handler(launch, None), lambda_handler(question, None)]
for _ in range(int(turns[0]) if turns else 0):
    lambda_handler(question, None)
if any("outputSpeech" not in answer["response"] for answer in answers):
    raise SystemExit("the skill said nothing")
with open("/proc/self/status", encoding="ascii") as file:  # the parent's peak is not in it, as it would be in rusage
    print(next(line.split()[1] for line in file if line.startswith("VmHWM")), flush=True)
os._exit(0)  # Lambda never tears a process down

#!/usr/bin/env bash
# Fuzzes each way in, one after the other: tests/fuzz/nightly.sh [SECONDS EACH], an hour each when not said.
# Exit 1 when an input broke a promise; it stands in tests/fuzz/found/, and `make test` runs it from then on.
set -uo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:-3600}
.venv/bin/python -c 'import atheris' 2>/dev/null || .venv/bin/pip install --quiet --requirement tests/fuzz/requirements.txt || exit 2
mkdir -p build/fuzz
failed=0
for target in ${TARGETS:-utterance token alexa content certificate}; do
  if PYTHONPATH=tests nice -n 19 .venv/bin/python -m fuzz.run "$target" "$seconds" >"build/fuzz/$target.log" 2>&1; then
    echo "$target: $(grep -o 'Done [0-9]* runs in [0-9]* second' "build/fuzz/$target.log")s, nothing found"
  else
    failed=1
    echo "$target: $(grep -A1 'Uncaught' "build/fuzz/$target.log" | tail -1) (build/fuzz/$target.log)"
  fi
done
exit $failed

"""AWS Lambda's way in: `lambda_handler(event, context)`."""

import sys
from pathlib import Path

# In the package that Lambda runs, Amazon's SDK lies beside this file as one archive.
sys.path.insert(1, str(Path(__file__).with_name("sdk.zip")))

from skill.channels.lambda_host import lambda_handler

__all__ = ["lambda_handler"]

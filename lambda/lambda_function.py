"""AWS Lambda's way in: `lambda_handler(event, context)`."""

from skill.channels.lambda_host import lambda_handler

__all__ = ["lambda_handler"]

"""What text must not hold where Amazon reads markup: in speech and on screens."""


def escaped(text: str) -> str:
    """The text with the signs of markup written out. Python's own module for it also loads every name that HTML has."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

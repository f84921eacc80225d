"""Sources as the package carries them: without comments and documentation, every statement on the line it is on here.

They are read by a Python that the package's bytecode is not for; faults in the log name the same lines as in the sources.
"""

import ast
import io
import tokenize


def bare(source: str) -> str:
    """The source with blank lines in the place of documentation, and no comments."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(
            node
        ):
            told = node.body[0]
            for number in range(told.lineno - 1, told.end_lineno or told.lineno):
                lines[number] = ""
            if len(node.body) == 1:
                lines[told.lineno - 1] = " " * told.col_offset + "pass"
    text = "\n".join(lines) + "\n"
    lines = text.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column].rstrip()
    return "\n".join(lines) + "\n"

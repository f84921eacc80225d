"""The commands of the command line: each file here is one, in its function of the same name.

A file imports what it needs inside that function, so that a command loads only its own rooms.
"""

"""The kit for the letter: its moves and roads, its checks and scopes, and how its transcripts are told.

Each file here adds to the file of the same name in `ontvlechting.testing` what is particular to the letter. In that
package only `__init__` imports this one, and only on use.
"""

"""The kit with the letter in place: its moves and roads, what it checks, what it explores, and how it tells.

Each file here is that of the same name in `ontvlechting.testing`, with what only the letter knows. Nothing in that package
knows this one, but for its front door, which imports from here what somebody asks for.
"""

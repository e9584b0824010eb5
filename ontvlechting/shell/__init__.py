"""The shell: takes a command, has the engine judge it and the record keep it, and answers. Only here is there a clock."""

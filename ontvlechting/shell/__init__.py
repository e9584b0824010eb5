"""The shell: asks and answers, for who embeds or scripts a lifecycle."""

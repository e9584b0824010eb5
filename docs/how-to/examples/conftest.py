"""These programs are run by a test; here is nothing to collect."""

collect_ignore_glob = ["*"]

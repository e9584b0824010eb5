"""The record: keeps what was judged, in a form that nobody can change unseen, and checks that it is so."""

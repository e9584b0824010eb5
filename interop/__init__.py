"""What we write, read by tools that nobody here wrote: `make interop`, in an environment of its own."""

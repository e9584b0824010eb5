"""The models of the host."""

from django.db import models

from ontvlechting.django import HasProcess


class Task(HasProcess):
    """A model of yours: a row that belongs to a process."""

    title = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.title

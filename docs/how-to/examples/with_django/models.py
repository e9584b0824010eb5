"""The models of the host."""

from django.db import models


class Task(models.Model):
    """A model of yours."""

    process = models.CharField(max_length=200)
    title = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.title

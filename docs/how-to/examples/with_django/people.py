"""Who asks, by the login of the host."""

from django.http import HttpRequest

from ontvlechting import Actor, Role


def who(request: HttpRequest) -> Actor | None:
    """Somebody of the receiving party, where the login says so; role, party and mandate come from a register of yours."""
    if not request.user.groups.filter(name="douane").exists():
        return None
    return Actor(id=f"desk-{request.user.pk}", role=Role.DIRECTORATE, party="douane")

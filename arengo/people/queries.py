"""Who works in the office, for rules that ask for another hand."""

from arengo.people.models import User
from arengo.people.rules import RIGHTS, Right


def others_write(by: str) -> bool:
    """True when somebody else than `by`, as the ledger calls them, could do it in the office."""
    roles = [role for role, rights in RIGHTS.items() if Right.WRITE in rights]
    staff = User.objects.filter(is_active=True, role__in=roles).values_list("pk", flat=True)
    return any(f"staff:{pk}" != by for pk in staff)

from django.db import models


class AppliedObject(models.Model):
    """What a process file last gave to one object, value by value.

    What stands in the database and is not this was changed at the desk since. The address is that
    of the object in the file ("meetings.lancio"); `process` the key of the process whose file it was.
    """

    address = models.CharField(max_length=250, unique=True)
    process = models.SlugField(db_index=True)
    values = models.JSONField(default=dict)

    class Meta:
        ordering = ["address"]

    def __str__(self) -> str:
        return self.address

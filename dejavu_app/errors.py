"""Errors split by blame: ``UserError`` is the world's (a bad file, a full disk); anything else is a bug of ours."""


class UserError(Exception):
    """Something outside the program went wrong, and the person can do something about it.

    ``message`` is one line that names the file (where there is one) and the reason; ``advice`` says what to do next.
    The command line prints both on standard error and exits with 1; the window shows them in a message bar.
    """

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()


class ReadError(UserError):
    """A file, or one member of an archive file, cannot be read; the import reports it and goes on."""


class Cancelled(Exception):
    """The person asked a running job to stop; everything committed so far stays."""


AGAIN = "Install the application again."
"""What to do when a file that belongs to it is missing or damaged."""

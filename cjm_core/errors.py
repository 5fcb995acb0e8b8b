"""The one exception people see: a plain sentence that names what is wrong and says what to do."""


class BadInput(Exception):
    """Something a person gave us cannot be used. The message is the sentence they read, so it names file, column or option."""

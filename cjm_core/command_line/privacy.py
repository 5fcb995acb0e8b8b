"""The command that forgets a customer."""

from __future__ import annotations

from dataclasses import asdict

import click

from cjm_core.command_line import show
from cjm_core.command_line.options import as_json as json_option
from cjm_core.errors import BadInput
from cjm_core.home import home
from cjm_core.keeping.forget import forget as forgotten
from cjm_core.keeping.forget import held_by


@click.command()
@click.argument("customer", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def forget(customer: str, yes: bool, as_json: bool) -> None:
    """Remove one customer, by id or e-mail, from everything kept, for good."""
    if not yes:
        names = held_by(home(), customer)
        where = f"the datasets {', '.join(names)}" if names else "whatever is still kept"
        question = f"This customer is taken out of {where}; older versions and all kept uploads are deleted. It cannot be undone. Go on?"
        click.confirm(question, abort=True, err=True)
    receipt = forgotten(home(), customer)
    if as_json:
        show.as_object({**asdict(receipt), "complete": receipt.complete, "said": receipt.sentence})
    else:
        show.say(receipt.sentence)
    if not receipt.complete:
        raise BadInput("Something is left; the receipt says where.")

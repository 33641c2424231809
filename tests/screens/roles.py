"""Sessions of people who have signed in, on a data folder that names their roles, and all that their screen shows."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import polars as pl
from streamlit.testing.v1 import AppTest

from tests.access.people import EMAILS, HACKNEY, NORTH, WESTMINSTER, write_roles
from tp_metrics.access import Scope
from tp_metrics.editions import Edition
from tp_metrics.ledger import Author, Ledger, Seen

APP = Path(__file__).parents[2] / "app.py"
PAGES = sorted(
    str(path.relative_to(APP.parent))
    for path in APP.parent.glob("pages/*/*.py")
    if path.parent.name != "parts" and path.stem not in ("__init__", "start")
)
#: What only offers a choice: names of places to choose are no figures.
CHOICES = ("selectbox", "multiselect", "button_group", "segmented_control")
#: Where things are said in the ledger of these tests.
SAID_AT = ("TP", NORTH, HACKNEY, WESTMINSTER, "E09000003")


def folder_of(demonstration: Path, folder: Path) -> Path:
    """A data folder with the editions of the demonstration and roles of its own."""
    folder.mkdir()
    for name in ("editions", "imports"):
        (folder / name).symlink_to(demonstration / name)
    write_roles(folder)
    return folder


def secret(code: str) -> str:
    return f"said-of-{code}-alone"


def write_ledger(address: str, edition: Edition) -> None:
    """Something of every kind at places of several people, with words that tell where they belong."""
    who = Author("Somebody")
    with Ledger(address) as ledger:
        for code in SAID_AT:
            words = secret(code)
            seen = Seen("robbery", code, edition.id, "2011/12 to Dec", "concern", words, "outside", "rise")
            case = ledger.open_case(seen, who, reason_words=words)
            ledger.note(case.id, words, who)
            ledger.add_action(words, words, date(2012, 3, 1), who, case_id=case.id, added=date(2011, 12, 1))
            ledger.agree(ledger.comment("robbery", code, edition.id, words, who).id, 1, who)
            ledger.decide("SPM", edition.id, code, "Strategic performance", words, who)
            ledger.add_event(date(2011, 6, 1), "operation", words, who, place=code, measures=("robbery",))


def signed_in(role: str | None, page: str | None = None, **link: str) -> AppTest:
    """The screen of a person of a role; of somebody who has not signed in where the role is None."""
    screen = AppTest.from_file(APP, default_timeout=120)
    claims = {"iss": "i", "sub": role, "nonce": f"{role}-1", "iat": time.time() - 60}
    screen.user = {"is_logged_in": True, "email": EMAILS[role], **claims} if role else {"is_logged_in": False}
    for name, value in link.items():
        screen.query_params[name] = value
    return (screen.switch_page(page) if page else screen).run()


def forged(screen: AppTest, key: str, value: str) -> AppTest:
    """The screen after its browser sent a value for a select box that it was never offered."""
    states = screen._tree.get_widget_states()
    wanted = screen.selectbox(key=key).proto.id
    (mine,) = [one for one in states.widgets if one.id == wanted] or [states.widgets.add(id=wanted)]
    mine.string_value = value
    return screen._run(states)


def all_opened(screen: AppTest) -> AppTest:
    """The same screen with every part open that is drawn when it is opened."""
    for one in screen.get("expander"):
        if one.proto.id:  # "$$ID-<hash>-<key>"
            screen.session_state[one.proto.id.split("-", 2)[2]] = True
    return screen.run()


def shown(screen: AppTest) -> str:
    """Everything that stands on a screen but the choices that it offers: texts, tables, charts and maps with data."""
    said = []
    for element in screen._tree:
        if element.type in CHOICES:
            continue
        if element.type in ("arrow_data_frame", "dataframe"):
            said.append(element.value.to_csv())
        elif element.type in ("arrow_vega_lite_chart", "vega_lite_chart"):
            said.append(element.proto.spec + element.proto.alt)
        elif element.type == "deck_gl_json_chart":
            said.append(element.proto.json)
        else:
            said.append(str(getattr(element, "proto", "")))
    return "\n".join(said)


def foreign(edition: Edition, viewer: Scope) -> set[str]:
    """Codes and names of wards that a viewer may not see, those that are part of another place's name left out."""
    places = edition.places
    wards = places.frame.filter((pl.col("level") == "ward") & (pl.col("vintage") == 2011))
    own = viewer.places if viewer.places is not None else {*wards["code"]}
    mine = {code for code in wards["code"] if own & {code, *places.parents(code, 2011)}}
    other = places.frame.filter((pl.col("level") != "ward") | pl.col("code").is_in(mine))["label"].to_list()
    names = wards.filter(~pl.col("code").is_in(mine)).select("code", "label").rows()
    plain = {label for _, label in names if len(label) > 12 and not any(label in one for one in other)}
    return {code for code, _ in names} | plain


def leaks(text: str, edition: Edition, viewer: Scope) -> list[str]:
    """What of other people's wards and of the ledger stands in a text."""
    own = viewer.places or ()
    held = (
        []
        if viewer.everything
        else [code for code in SAID_AT if code not in own and not set(own) & set(edition.places.parents(code))]
    )
    events = {above for code in own for above in edition.places.parents(code)}
    words = {secret(code) for code in held if code not in events}
    return sorted(one for one in (foreign(edition, viewer) | words) if one in text)

"""Screens of people with roles: whatever a link, a widget or a kept pack is forged to, nothing of others comes back."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st

import tp_metrics as tp
from pages.parts import who
from tests.access.people import EMAILS, OF_HACKNEY, RESTRICTED, WESTMINSTER, write_roles
from tests.packs.made import document
from tests.screens.roles import PAGES, all_opened, folder_of, forged, leaks, secret, shown, signed_in, write_ledger
from tp_metrics import audit, packs

LOCK = "not for this role"
NO_ROLE = "You are signed in, and have no role here"


@pytest.fixture
def folder(demonstration_folder, tmp_path, monkeypatch, ledger_address) -> Path:
    made = folder_of(demonstration_folder, tmp_path / "data")
    monkeypatch.setenv("TP_DATA", str(made))
    write_ledger(ledger_address, tp.edition())
    return made


def whole(screen):
    assert not screen.exception, screen.exception[0].value
    assert not screen.error, [one.value for one in screen.error]
    return shown(screen)


@pytest.mark.parametrize("role", ["none", None])
def test_who_has_no_role_or_has_not_signed_in_sees_nothing(folder, role):
    screen = signed_in(role, "pages/area/wards.py", ward="Brownswood")
    text = whole(screen)
    said = NO_ROLE if role else "Sign in to see the figures of your role."
    assert any(one.value.startswith(said) for one in [*screen.info, *screen.markdown]), text
    assert not screen.dataframe
    assert not screen.metric
    assert "Brownswood" not in text
    assert not screen.selectbox


def test_a_forged_ward_in_the_link_is_refused_and_the_way_to_ones_own_is_shown(folder):
    screen = signed_in("borough", "pages/area/wards.py", ward="St. James's", measure="Robbery")
    text = whole(screen)
    assert f"The figures of St. James's are {LOCK} (borough commander)." in [one.value for one in screen.info]
    assert leaks(text, tp.edition(), OF_HACKNEY) == []
    assert not screen.metric
    (own,) = [one for one in screen.button if one.label == "Open Hackney"]
    text = whole(own.click().run())
    assert "E05000231" in text
    assert leaks(text, tp.edition(), OF_HACKNEY) == []


def test_a_forged_ward_in_the_filter_is_refused(folder):
    screen = signed_in("borough", "pages/area/wards.py", borough="Hackney")
    text = whole(forged(screen, "ward", "St. James's"))
    assert any(LOCK in one.value for one in screen.info)
    assert leaks(text, tp.edition(), OF_HACKNEY) == []


def test_the_map_of_all_london_holds_the_wards_of_ones_own_borough_alone(folder):
    text = whole(signed_in("borough", "pages/area/wards.py"))
    assert "E05000231" in text
    assert leaks(text, tp.edition(), OF_HACKNEY) == []


def test_the_tables_of_justice_are_of_ones_own_place_and_else_refused_in_one_sentence(folder):
    screen = signed_in("borough", "pages/justice/offenders.py", borough="Westminster")
    whole(screen)
    said = "Tables of justice of Westminster are not for this role (borough commander)."
    assert [one.value for one in screen.info] == [said]
    assert not screen.dataframe
    assert "Hackney" in whole(signed_in("borough", "pages/justice/offenders.py", borough="Hackney"))


@pytest.mark.parametrize(
    ("role", "link", "place"),
    [
        ("viewer", {}, "Territorial Policing"),
        ("viewer", {"borough": "Hackney"}, "Hackney"),
        ("borough", {"borough": "Westminster"}, "Westminster"),
        ("borough", {"area": "North East"}, None),
    ],
)
def test_wards_that_are_not_for_a_role_are_refused_in_one_sentence_and_no_map_is_drawn(folder, role, link, place):
    screen = signed_in(role, "pages/area/wards.py", **link)
    whole(screen)
    said = [one.value for one in screen.info]
    assert len(said) == 1
    assert said[0].startswith(f"The wards of {place or ''}")
    assert LOCK in said[0]
    assert not screen.get("deck_gl_json_chart")
    assert not screen.get("button_group")
    assert "Choose a ward" not in shown(screen)
    assert "no figures" not in shown(screen)
    assert [one.label for one in screen.button if one.label == "Open Hackney"] == ["Open Hackney"] * (role == "borough")


@pytest.mark.parametrize(
    ("role", "link"), [("viewer", {}), ("borough", {"borough": "Westminster"}), ("borough", {"ward": "St. James's"})]
)
def test_every_page_has_one_heading_whatever_of_it_is_refused(folder, role, link):
    for page in PAGES:
        screen = signed_in(role, page, **link)
        assert not screen.exception, page
        assert len(screen.title) == 1, (page, [one.value for one in screen.title])


def test_kept_packs_of_others_are_not_offered_whatever_is_asked_for(folder):
    page = "pages/meetings/packs.py"
    files = {"pdf": b"%PDF-1.7", "xlsx": b"x"}
    theirs = packs.keep(document(), files, folder, place="of-all-places", by="Analyst")
    mine = packs.keep(document(), files, folder, place="of-Hackney", by="Commander", viewer=OF_HACKNEY)
    screen = signed_in("borough", page)
    assert "of-Hackney" in shown(screen)
    assert "of-all-places" not in shown(screen)
    text = shown(forged(screen, "kept-pack", _named(theirs)))
    assert "of-all-places" not in text
    assert "of-Hackney" in text
    assert packs.kept(folder, viewer=OF_HACKNEY) == [mine]
    assert "of-all-places" in shown(signed_in("DAC", page))
    assert "of-Hackney" not in shown(signed_in("viewer", page))


def _named(one):
    """A kept pack as the box names it."""
    from pages.parts.packs import _name

    return _name(one)


def test_only_the_analyst_is_offered_to_bring_files_and_a_forged_deed_is_refused(folder, monkeypatch):
    link = {"data-tab": "Bring files"}
    assert "To bring files is for the analyst" in whole(signed_in("DAC", "pages/about/data.py", **link))
    assert "To bring files is for the analyst" not in whole(signed_in("analyst", "pages/about/data.py", **link))
    for viewer in RESTRICTED.values():
        with pytest.raises(tp.access.NotForViewer):
            tp.publish(tp.edition().as_at, viewer=viewer)


def test_a_deed_in_the_ledger_is_in_the_name_of_who_signed_in_and_audited(folder):
    screen = signed_in("borough", "pages/meetings/actions.py")
    text = whole(screen)
    assert secret("E09000012") in text
    assert leaks(text, tp.edition(), OF_HACKNEY) == []
    screen.selectbox(key="action").set_value(next(one.id for one in tp.book().actions(place="E09000012"))).run()
    next(one for one in screen.button if one.label == "Done").click().run()
    whole(screen)
    entered, entry = audit.entries(folder)
    assert (entered.kind, entered.who) == ("sign_in", "hackney@example.org")
    assert (entry.kind, entry.who, entry.role) == ("ledger", "hackney@example.org", "borough commander")
    assert entry.what.startswith("change action: action ")
    assert secret("E09000012") not in entry.what
    done = tp.book().actions(status="done")[0]
    assert tp.book().history("action", done.id)[-1].author == "hackney@example.org"
    assert tp.book().history("action", done.id)[-1].verified


def test_a_download_is_noted_when_it_is_asked_for_and_not_before(folder):
    made = who.exported("robbery-by-borough.csv, 32 rows", lambda: b"rows")
    assert list(audit.entries(folder)) == []
    assert made() == b"rows"
    (entry,) = audit.entries(folder)
    assert (entry.kind, entry.who, entry.what) == ("export", "-", "robbery-by-borough.csv, 32 rows")
    assert entry.role == "everyone"


def test_a_pack_that_is_sent_to_a_screen_is_noted_once_a_session_for_each(folder):
    files = {"pdf": b"%PDF-1.7"}
    one, other = (
        packs.keep(document(), files, folder, place=place, by="Commander", viewer=OF_HACKNEY) for place in ("a", "b")
    )
    screen = signed_in("borough", "pages/meetings/packs.py")
    whole(screen)
    whole(screen.run())
    assert sent(folder) == [f"pack {other.id}, PDF on the screen"]
    whole(forged(screen, "kept-pack", _named(one)))
    whole(screen.run())
    assert sent(folder) == [f"pack {found.id}, PDF on the screen" for found in (other, one)]
    whole(signed_in("borough", "pages/meetings/packs.py"))
    assert len(sent(folder)) == 3
    whole(signed_in("viewer", "pages/meetings/packs.py"))
    assert len(sent(folder)) == 3


def sent(folder: Path) -> list[str]:
    """What the audit notes as exported by the commander."""
    found = [one for one in audit.entries(folder) if one.kind == "export"]
    assert {(one.who, one.role) for one in found} <= {(EMAILS["borough"], "borough commander")}
    return [one.what for one in found]


def test_a_page_that_stands_open_hands_nothing_to_whom_the_role_was_taken_from(folder, monkeypatch):
    mine = {"is_logged_in": True, "email": EMAILS["borough"]}
    monkeypatch.setattr(st, "user", SimpleNamespace(to_dict=lambda: mine))
    made = who.exported("wards-of-hackney.csv, 19 rows", lambda: b"rows")
    assert made() == b"rows"
    for left in ("viewer", "none"):
        write_roles(folder, f"claim,value,role,place,note\nemail,{EMAILS['borough']},{left},,\n")
        with pytest.raises(tp.access.NotForViewer, match=r"wards-of-hackney.csv, 19 rows is no longer for this role"):
            made()
    assert [one.kind for one in audit.entries(folder)] == ["export"]


#: Where each role goes on every page, by the link: nowhere, to others, and home.
LINKS = [
    ("borough", {"borough": "Westminster"}),
    ("borough", {"borough": "Hackney"}),
    ("area", {"area": "North"}),
    ("viewer", {}),
    ("none", {"borough": "Hackney"}),
]


@pytest.mark.trust
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("role", "link"), LINKS)
def test_every_page_shows_each_role_what_is_theirs(folder, handed, role, link, page):
    screen = all_opened(signed_in(role, page, **link))
    text = whole(screen) + "\n".join(handed)
    assert leaks(text, tp.edition(), RESTRICTED[role]) == []
    if role == "none":
        assert [one.value.partition(":")[0] for one in screen.info] == [NO_ROLE]


@pytest.mark.trust
@pytest.mark.parametrize("page", PAGES)
def test_every_page_in_a_meeting_shows_a_borough_commander_what_is_theirs(folder, handed, page):
    screen = signed_in("borough", page, meet="1")
    assert leaks(whole(screen) + "\n".join(handed), tp.edition(), OF_HACKNEY) == []


@pytest.mark.trust
@pytest.mark.parametrize("page", PAGES)
def test_who_sees_everything_sees_what_stands_there_without_sign_in(folder, opened, page):
    plain = whole(opened(folder, page))
    theirs = whole(signed_in("DAC", page))
    for code in (WESTMINSTER, "E05000644", secret(WESTMINSTER)):
        assert theirs.count(code) == plain.count(code)

"""Codes that are told on the telephone and read back right; tokens that cannot be guessed."""

import uuid

import pytest
from hypothesis import assume, given, settings as hypothesis_settings, strategies as st

from arengo.core import codes

letters = st.sampled_from(codes.ALPHABET)


def test_a_code_has_seven_characters_and_one_that_checks_them() -> None:
    code = codes.new_code()
    assert len(code) == 8
    assert set(code) <= set(codes.ALPHABET)
    assert codes.read(code) == code


def test_letters_that_look_like_digits_are_never_in_a_code() -> None:
    assert not set("ILOU") & set(codes.ALPHABET)
    assert len(codes.ALPHABET) == 32


def test_codes_do_not_repeat_themselves() -> None:
    assert len({codes.new_code() for _ in range(500)}) == 500


def test_a_code_is_shown_in_two_groups() -> None:
    assert codes.show("7K4M2QWX") == "7K4M-2QWX"
    assert codes.show("7K4M2") == "7K4-M2"


@hypothesis_settings(deadline=None)
@given(st.integers(4, 12))
def test_what_is_shown_can_be_typed_back(length: int) -> None:
    code = codes.new_code(length)
    assert codes.read(codes.show(code), length) == code


@pytest.mark.parametrize(
    "typed", ["0101010{}", "OIOIOIO{}", "olololo{}", " 0101-010{} ", "0101 010{}", "0101_010{}"]
)
def test_however_it_is_said_it_has_one_reading(typed: str) -> None:
    check = codes._check_character("0101010")
    assert codes.read(typed.format(check)) == f"0101010{check}"


@hypothesis_settings(deadline=None)
@given(st.data())
def test_one_wrong_character_is_always_noticed(data: st.DataObject) -> None:
    code = codes.new_code()
    place = data.draw(st.integers(0, len(code) - 1))
    wrong = data.draw(letters)
    assume(wrong != code[place])
    with pytest.raises(codes.BadCode):
        codes.read(code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize("typed", ["", "7K4M", "7K4M2QWX7", "7K4M!QWX", "àèìòùéçñ", "7K4M2QW\n"])
def test_what_cannot_be_a_code_is_refused(typed: str) -> None:
    with pytest.raises(codes.BadCode):
        codes.read(typed)


def test_a_keyed_digest_is_apart_for_each_purpose_and_each_part() -> None:
    digests = {
        codes.keyed_digest("email", "ada@example.org"),
        codes.keyed_digest("ticket", "ada@example.org"),
        codes.keyed_digest("email", "ada", "@example.org"),
        codes.keyed_digest("email", "bruno@example.org"),
    }
    assert len(digests) == 4
    assert codes.keyed_digest("email", 7, "a") == codes.keyed_digest("email", "7", "a")


def test_a_keyed_digest_belongs_to_one_installation(settings) -> None:
    here = codes.keyed_digest("email", "ada@example.org")
    settings.SECRET_KEY = "another installation's"
    assert codes.keyed_digest("email", "ada@example.org") != here


def test_a_token_opens_its_own_code_and_can_be_written_again() -> None:
    token = codes.personal_token("registration", "7K4M2QWX", 1)
    assert token == codes.personal_token("registration", "7K4M2QWX", 1)
    assert codes.code_of_token(token) == "7K4M2QWX"
    assert codes.token_is_good(token, "registration", "7K4M2QWX", 1)


def test_a_token_carries_a_hundred_and_twenty_eight_bits_and_fits_an_address() -> None:
    mac = codes.personal_token("registration", "7K4M2QWX", 1)[8:]
    assert len(mac) == 22
    assert set(mac) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


@pytest.mark.parametrize(
    ("purpose", "code", "version"),
    [
        ("invitation", "7K4M2QWX", 1),
        ("registration", "7K4M2QWY", 1),
        ("registration", "7K4M2QWX", 2),
    ],
    ids=["other purpose", "other code", "revoked"],
)
def test_a_token_opens_nothing_else(purpose: str, code: str, version: int) -> None:
    token = codes.personal_token("registration", "7K4M2QWX", 1)
    assert not codes.token_is_good(token, purpose, code, version)


@pytest.mark.parametrize(
    "spoil",
    [lambda t: t[:-1], lambda t: t + "A", lambda t: t.lower(), lambda t: "", lambda t: "è" + t[1:]],
)
def test_a_spoilt_token_is_refused(spoil) -> None:
    token = codes.personal_token("registration", "7K4M2QWX", 1)
    assert not codes.token_is_good(spoil(token), "registration", "7K4M2QWX", 1)


NUMBER = uuid.UUID("5f0c9d3e-8a41-4c55-9a56-0d3c5d1f2b77")


def test_a_token_of_an_id_gives_the_id_back_for_its_purpose_only() -> None:
    token = codes.id_token("leave", NUMBER)
    assert codes.id_of_token(token, "leave") == NUMBER
    assert codes.id_of_token(token, "stay") is None
    assert "/" not in token
    assert "=" not in token


@given(st.text(max_size=60))
def test_no_other_text_is_a_token_of_an_id(text: str) -> None:
    assert codes.id_of_token(text, "leave") is None


@given(st.integers(min_value=0, max_value=42), st.sampled_from("AQgw-_9"))
def test_one_sign_changed_and_a_token_of_an_id_is_worth_nothing(place: int, sign: str) -> None:
    token = codes.id_token("leave", NUMBER)
    changed = token[:place] + sign + token[place + 1 :]
    assert (codes.id_of_token(changed, "leave") == NUMBER) == (changed == token)

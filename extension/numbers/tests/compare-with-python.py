"""Compares find-numbers with PyPI phonenumbers, line by line.

usage: compare-with-python.py FIND_NUMBERS < questions.jsonl

`cargo xtask test` runs it. Needs PyPI's phonenumbers in the version that `find-numbers
--metadata-version` prints. Exits 1 when any line differs, after printing each.
"""

import inspect
import json
import re
import subprocess
import sys
import textwrap

import phonenumbers
import phonenumbers.phonenumbermatcher
from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, PhoneNumberType, region_code_for_number

PORT = phonenumbers.phonenumbermatcher


def as_in_java(owner, name, ported, java):
    """Puts right one place where the Python port differs from Google's Java."""
    source = textwrap.dedent(inspect.getsource(getattr(owner, name)))
    assert ported in source, f"{name} has changed: check whether it now does as Java does"
    exec(source.replace(ported, java), vars(PORT))
    setattr(owner, name, vars(PORT)[name])


# Java goes on after an inner match at its end, the port one character after its start: it finds the
# "c" of "a/b/c" and Java does not.
as_in_java(
    PORT.PhoneNumberMatcher, "_extract_inner_match",
    "candidate, group_match.start() + 1)", "candidate, group_match.end())",
)
# A number without an extension has the extension "" in Java and None in the port, which then
# refuses "… 5 ext".
as_in_java(PORT, "_contains_only_valid_x_chars", "numobj.extension", "(numobj.extension or '')")
# In Java numbers are split at Unicode separators (\p{Z}), in the port also at tabs.
SEPARATORS = r"[ \u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]"
assert any(r"\s" in pattern.pattern for pattern in PORT._INNER_MATCHES)
PORT._INNER_MATCHES = tuple(
    re.compile(
        pattern.pattern.replace(r"\s+(\S+)", f"{SEPARATORS}+([^{SEPARATORS[1:]}+)")
        .replace(r"\s", SEPARATORS)
    )
    for pattern in PORT._INNER_MATCHES
)

KINDS = {
    getattr(PhoneNumberType, name): name.lower()
    for name in (
        "FIXED_LINE", "MOBILE", "FIXED_LINE_OR_MOBILE", "TOLL_FREE", "PREMIUM_RATE", "SHARED_COST",
        "VOIP", "PERSONAL_NUMBER", "PAGER", "UAN", "VOICEMAIL",
    )
}


def utf16(text, end):
    return len(text[:end].encode("utf-16-le", "surrogatepass")) // 2


def expected(question):
    text = question["text"]
    found = []
    for match in PhoneNumberMatcher(text, question.get("region"), max_tries=sys.maxsize):
        extension = match.number.extension
        if extension:
            extension = "".join(str(int(digit)) for digit in extension)
        found.append({
            "start": utf16(text, match.start),
            "end": utf16(text, match.end),
            "text": match.raw_string,
            "e164": phonenumbers.format_number(match.number, PhoneNumberFormat.E164),
            "ext": extension,
            "region": region_code_for_number(match.number),
            "type": KINDS[phonenumbers.number_type(match.number)],
            "verdict": "call",
            "reason": "valid",
        })
    return found


def main():
    version = subprocess.run(
        [sys.argv[1], "--metadata-version"], check=True, capture_output=True, text=True
    ).stdout.strip()
    if version != phonenumbers.__version__:
        sys.exit(f"find-numbers has metadata {version}, phonenumbers has {phonenumbers.__version__}")
    questions = sys.stdin.read()
    answers = subprocess.run(
        [sys.argv[1]], input=questions, check=True, capture_output=True, text=True, encoding="utf-8"
    ).stdout
    differing = numbers = texts = 0
    for question, answer in zip(questions.splitlines(), answers.splitlines(), strict=True):
        question, answer = json.loads(question), json.loads(answer)
        ours, theirs = answer["matches"], expected(question)
        texts += 1
        numbers += len(theirs)
        if ours != theirs:
            differing += 1
            print(json.dumps(question, ensure_ascii=False))
            print("  ours  ", json.dumps(ours, ensure_ascii=False))
            print("  python", json.dumps(theirs, ensure_ascii=False))
    print(f"{numbers} numbers in {texts} texts, {differing} texts differ")
    sys.exit(differing > 0)


main()

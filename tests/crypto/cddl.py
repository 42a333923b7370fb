# SPDX-License-Identifier: EUPL-1.2
"""The part of CDDL (RFC 8610) that docs/formats.md uses, and CBOR (RFC 8949) in its deterministic form.

schema(text) reads definitions; Schema.faults(name, value) names what in a decoded value is not as the rule `name` says.
decode(bytes) is strict: shortest heads, definite lengths, map keys ascending, nothing behind the item.
A Tag is (number, value), a map is a list of pairs.
"""

import re
import struct

Tag = type("Tag", (), {"__init__": lambda self, number, value: self.__dict__.update(number=number, value=value)})


class Malformed(Exception):
    pass


# ---- CBOR ----


def _head(data, at):
    if at >= len(data):
        raise Malformed("ends too early")
    major, info = data[at] >> 5, data[at] & 31
    if info < 24:
        return major, info, at + 1
    size = {24: 1, 25: 2, 26: 4, 27: 8}.get(info)
    if size is None or at + 1 + size > len(data):
        raise Malformed("no definite head")
    value = int.from_bytes(data[at + 1:at + 1 + size], "big")
    if major != 7 and value < (24, 1 << 8, 1 << 16, 1 << 32)[info - 24]:
        raise Malformed("not the shortest head")
    return major, value, at + 1 + size


def _item(data, at):
    start = data[at:at + 1]
    major, value, at = _head(data, at)
    if major == 0:
        return value, at
    if major == 1:
        return -1 - value, at
    if major in (2, 3):
        part = data[at:at + value]
        if len(part) != value:
            raise Malformed("ends too early")
        return (part if major == 2 else part.decode("utf-8")), at + value
    if major == 4:
        items = []
        for _ in range(value):
            item, at = _item(data, at)
            items.append(item)
        return items, at
    if major == 5:
        pairs, last = {}, b""
        for _ in range(value):
            begin = at
            key, at = _item(data, at)
            if data[begin:at] <= last:
                raise Malformed("map keys do not ascend")
            last = data[begin:at]
            pairs[key], at = _item(data, at)
        return pairs, at
    if major == 6:
        item, at = _item(data, at)
        return Tag(value, item), at
    simple = {b"\xf4": False, b"\xf5": True, b"\xf6": None}
    if start not in simple:
        raise Malformed("a value that no format here has")
    return simple[start], at


def decode(data):
    item, at = _item(data, 0)
    if at != len(data):
        raise Malformed("something behind the item")
    return item


def encode(value):
    """The deterministic form; for tests that change a decoded token."""

    def head(major, number):
        if number < 24:
            return bytes([major << 5 | number])
        for info, (limit, form) in enumerate(((1 << 8, ">B"), (1 << 16, ">H"), (1 << 32, ">I"), (1 << 64, ">Q")), 24):
            if number < limit:
                return bytes([major << 5 | info]) + struct.pack(form, number)
        raise ValueError(number)

    if value is None or isinstance(value, bool):
        return {False: b"\xf4", True: b"\xf5", None: b"\xf6"}[value]
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(encode, value))
    if isinstance(value, dict):
        return head(5, len(value)) + b"".join(k + v for k, v in sorted((encode(k), encode(v)) for k, v in value.items()))
    return head(6, value.number) + encode(value.value)


# ---- CDDL ----

_TOKEN = re.compile(r"""\s+ | ;[^\n]* | (?P<text>"[^"]*") | (?P<tag>\#6\.\d+) | (?P<control>\.(?:cbor|size|regexp))\b
    | (?P<range>\.\.) | (?P<occur>\d*\*\d*) | (?P<number>-?\d+) | (?P<name>[A-Za-z$@_](?:[A-Za-z0-9$@_.-]*[A-Za-z0-9$@_])?)
    | (?P<sign>=>|[=/:,?+&()\[\]{}<>])""", re.VERBOSE)
_TYPES = {"tstr": str, "bstr": bytes, "bool": bool, "int": int, "uint": int}


def _tokens(text):
    at, found = 0, []
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match:
            raise SyntaxError(f"CDDL: {text[at:at + 30]!r}")
        if match.lastgroup:
            found.append((match.lastgroup, match.group()))
        at = match.end()
    return found + [("end", "")]


class Schema:
    """rules: name -> (parameters, type). A type is a tuple whose first member says which."""

    def __init__(self, text):
        self.tokens, self.at, self.rules = _tokens(text), 0, {}
        while self.tokens[self.at][0] != "end":
            name = self._take("name")
            parameters = self._names() if self._is("<") else []
            self._take("sign", "=")
            if name in self.rules:
                raise SyntaxError(f"CDDL: {name} is defined twice")
            self.rules[name] = (parameters, self._type())

    def _is(self, *texts):
        return self.tokens[self.at][1] in texts

    def _take(self, kind, text=None):
        found = self.tokens[self.at]
        if found[0] != kind or (text and found[1] != text):
            raise SyntaxError(f"CDDL: {found[1]!r} where {text or kind} should be")
        self.at += 1
        return found[1]

    def _names(self):
        self._take("sign", "<")
        names = [self._type()]
        while self._is(","):
            self.at += 1
            names.append(self._type())
        self._take("sign", ">")
        return names

    def _type(self):
        choices = [self._controlled()]
        while self._is("/"):
            self.at += 1
            choices.append(self._controlled())
        return choices[0] if len(choices) == 1 else ("choice", choices)

    def _controlled(self):
        kind = self._primary()
        if self._is(".."):
            self.at += 1
            return ("range", kind[1], int(self._take("number")))
        while self.tokens[self.at][0] == "control":
            control = self._take("control")
            kind = ("control", kind, control, self._primary())
            if self._is(".."):
                self.at += 1
                kind = kind[:3] + (("range", kind[3][1], int(self._take("number"))),)
        return kind

    def _primary(self):
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return ("value", int(text))
        if kind == "text":
            return ("value", text[1:-1])
        if kind == "tag":
            self._take("sign", "(")
            inner = self._type()
            self._take("sign", ")")
            return ("tag", int(text[3:]), inner)
        if text in ("[", "{"):
            return ("array" if text == "[" else "map", self._group("]" if text == "[" else "}"))
        if text == "(":
            inner = self._type()
            self._take("sign", ")")
            return inner
        if text == "&":
            self._take("sign", "(")
            return ("choice", [member for _, _, _, member in self._group(")")])
        if kind == "name":
            return ("name", text, self._names() if self._is("<") else [])
        raise SyntaxError(f"CDDL: {text!r}")

    def _group(self, end):
        """Members as (least, most, key or None, type)."""
        members = []
        while not self._is(end):
            least, most = self._occurrence()
            key, kind = None, self._type()
            if self._is(":"):
                key, kind = ("value", kind[1]), None
            elif self._is("=>"):
                key, kind = kind, None
            if kind is None:
                self.at += 1
                kind = self._type()
            members.append((least, most, key, kind))
            if self._is(","):
                self.at += 1
        self.at += 1
        return members

    def _occurrence(self):
        kind, text = self.tokens[self.at]
        if kind == "occur":
            self.at += 1
            least, most = text.split("*")
            return int(least or 0), int(most) if most else float("inf")
        if text in ("?", "+"):
            self.at += 1
            return (0, 1) if text == "?" else (1, float("inf"))
        return 1, 1

    # ---- judging ----

    def faults(self, name, value):
        return self._faults(("name", name, []), value, {}, name)

    def _faults(self, kind, value, bound, path):
        return getattr(self, "_judge_" + kind[0])(kind, value, bound, path)

    def _judge_name(self, kind, value, bound, path):
        _, name, arguments = kind
        if name in bound:
            inner, outer = bound[name]
            return self._faults(inner, value, outer, path)
        if name == "null":
            return [] if value is None else [f"{path}: not null"]
        if name in _TYPES:
            fits = isinstance(value, _TYPES[name]) and isinstance(value, bool) == (name == "bool") and not (name == "uint" and value < 0)
            return [] if fits else [f"{path}: no {name}"]
        parameters, inner = self.rules[name]
        return self._faults(inner, value, {p[1]: (a, bound) for p, a in zip(parameters, arguments)}, path)

    def _judge_value(self, kind, value, bound, path):
        return [] if type(value) is type(kind[1]) and value == kind[1] else [f"{path}: not {kind[1]!r}"]

    def _judge_range(self, kind, value, bound, path):
        fits = isinstance(value, int) and not isinstance(value, bool) and kind[1] <= value <= kind[2]
        return [] if fits else [f"{path}: not within {kind[1]}..{kind[2]}"]

    def _judge_choice(self, kind, value, bound, path):
        tried = [self._faults(one, value, bound, path) for one in kind[1]]
        return [] if any(not faults for faults in tried) else tried[0]

    def _judge_tag(self, kind, value, bound, path):
        if not isinstance(value, Tag) or value.number != kind[1]:
            return [f"{path}: no tag {kind[1]}"]
        return self._faults(kind[2], value.value, bound, path)

    def _judge_control(self, kind, value, bound, path):
        _, inner, control, argument = kind
        found = self._faults(inner, value, bound, path)
        if found:
            return found
        if control == ".size":
            return self._faults(argument, len(value.encode() if isinstance(value, str) else value), bound, path + " (size)")
        if control == ".regexp":
            return [] if re.fullmatch(argument[1], value) else [f"{path}: does not match {argument[1]}"]
        try:
            return self._faults(argument, decode(value), bound, path)
        except (Malformed, UnicodeDecodeError) as reason:
            return [f"{path}: {reason}"]

    def _judge_array(self, kind, value, bound, path):
        if not isinstance(value, list):
            return [f"{path}: no array"]
        at = 0
        for number, (least, most, _, member) in enumerate(kind[1]):
            last = number == len(kind[1]) - 1
            count = 0
            while at < len(value) and count < most:
                found = self._faults(member, value[at], bound, f"{path}[{at}]")
                if found and (count < least or last):
                    return found
                if found:
                    break
                at, count = at + 1, count + 1
            if count < least:
                return [f"{path}: {count} where at least {least} should be"]
        return [] if at == len(value) else [f"{path}: {len(value) - at} too many"]

    def _judge_map(self, kind, value, bound, path):
        if not isinstance(value, dict):
            return [f"{path}: no map"]
        left, found = dict(value), []
        for least, most, key, member in kind[1]:
            mine = [k for k in left if not self._faults(key, k, bound, path)]
            if not least <= len(mine) <= most:
                found.append(f"{path}: key {key[1]} stands {len(mine)} times")
            for k in mine:
                found += self._faults(member, left.pop(k), bound, f"{path}.{k}")
        return found + [f"{path}: foreign key {k!r}" for k in left]

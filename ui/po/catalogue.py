#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""catalogue.py HEADER TABLE FILE.po…: compiles gettext catalogues into text_id.h and a C table.

en.po is the reference: the others must have the same entries, the same placeholders and no more. msgid is a dotted key;
msgid_plural repeats it. Of the header, Plural-Forms becomes a C function; X-Name is the language's own name;
"X-Direction: rtl" is for those written from right to left; "X-For: citizens" marks a catalogue of what citizens read and hear, the
same entries in each of them; "X-Partial: yes" one of a few entries, whose language nobody can choose. The languages are those of the files, in their order."""
import ast
import io
import os
import pathlib
import re
import sys

PLURALS_MAX = 6


class Bad(Exception):
    pass


def entries(path):
    """Yields (msgid, {form number: text}) of a .po file."""
    key, forms, target = None, {}, None
    with open(path, encoding='utf-8') as file:
        for at, line in enumerate(file, 1):
            line = line.strip()
            if not line:
                if key is not None:
                    yield key, forms
                key, forms, target = None, {}, None
                continue
            if line.startswith('#'):
                continue
            match = re.fullmatch(r'(msgid|msgid_plural|msgstr(?:\[(\d)\])?)?\s*(".*")', line)
            if not match:
                raise Bad(f'{path}:{at}: not understood: {line}')
            word, form, text = match.groups()
            text = ast.literal_eval(text)
            if word:
                target = word
            if target == 'msgid':
                key = (key or '') + text
            elif target.startswith('msgstr'):
                if word:
                    current = int(form or 0)
                forms[current] = forms.get(current, '') + text
    if key is not None:
        yield key, forms


class Catalogue:
    """One file: its language, what its header says, its texts by key."""

    def __init__(self, path):
        self.path = path
        self.tag = os.path.splitext(os.path.basename(path))[0]
        self.symbol = re.sub(r'-x-|-', '_', self.tag)
        self.texts, self.header = {}, {}


def catalogue(path):
    read = Catalogue(path)
    texts, plural, count = read.texts, 'n != 1', 2
    for key, forms in entries(path):
        if key == '':
            read.header = dict(re.findall(r'^([A-Za-z-]+):\s*(.*)$', forms[0], re.MULTILINE))
            match = re.match(r'nplurals=(\d+);\s*plural=([^;]+);', read.header.get('Plural-Forms', ''))
            if match:
                count, plural = int(match[1]), match[2].strip()
            continue
        if key in texts:
            raise Bad(f'{path}: {key} is there twice')
        texts[key] = forms
    if not re.fullmatch(r'[n0-9 ()!=<>&|?:%+-]+', plural) or not 1 <= count <= PLURALS_MAX:
        raise Bad(f'{path}: plural forms not understood')
    for key, forms in texts.items():
        if len(forms) not in (1, count) or any(not text for text in forms.values()):
            raise Bad(f'{path}: {key} lacks a form')
    if read.header.get('Language') != read.tag or not read.header.get('X-Name'):
        raise Bad(f'{path}: the header names its Language, as the file is called, and its X-Name')
    read.plural = plural
    return read


def placeholders(forms):
    return set(re.findall(r'\{[a-z_]+\}', ' '.join(forms.values())))


def check(read, reference):
    for key in sorted(read.texts.keys() ^ reference.texts.keys()):
        if key in read.texts or not (partial(read) or for_citizens(read)):
            raise Bad(f'{read.path}: {key} is {"missing" if key in reference.texts else "unknown to en.po"}')
    for key, forms in read.texts.items():
        if placeholders(forms) != placeholders(reference.texts[key]):
            raise Bad(f'{read.path}: {key} has other placeholders')


def partial(read):
    return read.header.get('X-Partial') == 'yes'


def for_citizens(read):
    return read.header.get('X-For') == 'citizens'


def check_citizens(catalogues):
    """What one language tells citizens every other does."""
    every = {key for read in catalogues for key in read.texts}
    for read in catalogues:
        for key in sorted(every - read.texts.keys()):
            raise Bad(f'{read.path}: {key} is missing: other languages of citizens have it')


def name(key):
    if not re.fullmatch(r'[a-z0-9_.]+', key):
        raise Bad(f'{key}: a key is lower case with dots')
    return 'TEXT_' + re.sub(r'[._]', '_', key).upper()


def literal(text):
    escapes = {'"': '\\"', '\\': '\\\\', '\n': '\\n'}
    return '"' + ''.join(escapes.get(c, c) for c in text) + '"'


def language(read):
    return 'LANGUAGE_' + read.symbol.upper()


class Changed(io.StringIO):
    """What is written at the end, unless the file has it already: then nothing that includes it is compiled anew."""

    def __init__(self, path):
        super().__init__()
        self.path = pathlib.Path(path)

    def __exit__(self, *fault):
        if not self.path.exists() or self.path.read_text(encoding='utf-8') != self.getvalue():
            self.path.write_text(self.getvalue(), encoding='utf-8')


def write_header(path, catalogues, keys):
    with Changed(path) as file:
        file.write('/* Made from ui/po by ui/po/catalogue.py. */\n#pragma once\n\nenum language {\n')
        file.writelines(f'        {language(read)},\n' for read in catalogues)
        file.write('        LANGUAGE_COUNT,\n};\n\nenum text_id {\n        TEXT_NONE,\n')
        file.writelines(f'        {name(key)},\n' for key in keys)
        file.write('        TEXT_COUNT,\n};\n')


def write_table(path, catalogues, keys):
    with Changed(path) as file:
        file.write('/* Made from ui/po by ui/po/catalogue.py. */\n#include "ui/po/catalogue_table.h"\n\n')
        for read in catalogues:
            file.write(f'static unsigned plural_{read.symbol}(unsigned n) {{\n        return {read.plural};\n}}\n\n')
            file.write(f'static const char *const texts_{read.symbol}[TEXT_COUNT][CATALOGUE_PLURALS_MAX] = {{\n'
                       '        [TEXT_NONE] = { "" },\n')
            for key in filter(read.texts.get, keys):
                forms = ', '.join(literal(read.texts[key][i]) for i in sorted(read.texts[key]))
                file.write(f'        [{name(key)}] = {{ {forms} }},\n')
            file.write('};\n\n')
        file.write('const struct catalogue catalogues[LANGUAGE_COUNT] = {\n')
        for read in catalogues:
            right = 'true' if read.header.get('X-Direction') == 'rtl' else 'false'
            reach = 'REACH_FEW' if partial(read) else 'REACH_CITIZENS' if for_citizens(read) else 'REACH_ALL'
            file.write(f'        [{language(read)}] = {{ "{read.tag}", {literal(read.header["X-Name"])}, {reach}, {right}, '
                       f'plural_{read.symbol}, texts_{read.symbol} }},\n')
        file.write('};\n')


def main(header, table, paths):
    catalogues = [catalogue(path) for path in paths]
    reference = next(read for read in catalogues if read.tag == 'en')
    for read in catalogues:
        check(read, reference)
    check_citizens([read for read in catalogues if for_citizens(read)])
    keys = sorted(reference.texts)
    write_header(header, catalogues, keys)
    write_table(table, catalogues, keys)


try:
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
except Bad as bad:
    sys.exit(f'catalogue.py: {bad}')

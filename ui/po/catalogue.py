#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""catalogue.py HEADER TABLE FILE.po…: compiles gettext catalogues into text_id.h and a C table.

The first catalogue is the reference: the others must have the same entries, the same placeholders and no more. msgid is a
dotted key; msgid_plural repeats it. Plural-Forms becomes a C function."""
import ast
import os
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


def catalogue(path):
    texts, plural, count = {}, 'n != 1', 2
    for key, forms in entries(path):
        if key == '':
            match = re.search(r'Plural-Forms:\s*nplurals=(\d+);\s*plural=([^;]+);', forms[0])
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
    return texts, plural


def placeholders(forms):
    return set(re.findall(r'\{[a-z_]+\}', ' '.join(forms.values())))


def check(path, texts, reference):
    for key in sorted(texts.keys() ^ reference.keys()):
        raise Bad(f'{path}: {key} is {"missing" if key in reference else "unknown to the first catalogue"}')
    for key, forms in texts.items():
        if placeholders(forms) != placeholders(reference[key]):
            raise Bad(f'{path}: {key} has other placeholders')


def name(key):
    if not re.fullmatch(r'[a-z0-9_.]+', key):
        raise Bad(f'{key}: a key is lower case with dots')
    return 'TEXT_' + re.sub(r'[._]', '_', key).upper()


def literal(text):
    escapes = {'"': '\\"', '\\': '\\\\', '\n': '\\n'}
    return '"' + ''.join(escapes.get(c, c) for c in text) + '"'


def main(header, table, paths):
    catalogues = {os.path.splitext(os.path.basename(path))[0]: catalogue(path) for path in paths}
    reference = catalogues[next(iter(catalogues))][0]
    for path, (texts, _) in zip(paths, catalogues.values()):
        check(path, texts, reference)
    keys = sorted(reference)
    with open(header, 'w', encoding='utf-8') as file:
        file.write('/* Made from ui/po by ui/po/catalogue.py. */\n#pragma once\n\nenum text_id {\n')
        file.writelines(f'        {name(key)},\n' for key in keys)
        file.write('        TEXT_COUNT,\n};\n')
    with open(table, 'w', encoding='utf-8') as file:
        file.write('/* Made from ui/po by ui/po/catalogue.py. */\n#include "ui/po/catalogue_table.h"\n\n')
        for language, (texts, plural) in catalogues.items():
            symbol = language.replace('-', '_')
            file.write(f'static unsigned plural_{symbol}(unsigned n) {{\n        return {plural};\n}}\n\n')
            file.write(f'static const char *const texts_{symbol}[TEXT_COUNT][CATALOGUE_PLURALS_MAX] = {{\n')
            for key in keys:
                forms = ', '.join(literal(texts[key][i]) for i in sorted(texts[key]))
                file.write(f'        [{name(key)}] = {{ {forms} }},\n')
            file.write('};\n\n')
        file.write('const struct catalogue catalogues[] = {\n')
        for language in catalogues:
            symbol = language.replace('-', '_')
            file.write(f'        {{ "{language}", plural_{symbol}, texts_{symbol} }},\n')
        file.write('};\nconst unsigned catalogue_count = sizeof(catalogues) / sizeof(catalogues[0]);\n')


try:
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
except Bad as bad:
    sys.exit(f'catalogue.py: {bad}')

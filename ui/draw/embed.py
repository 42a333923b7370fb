#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""embed.py FILE NAME OUT: writes FILE's text as the C string NAME into OUT."""
import sys

source, name, out = sys.argv[1:]
with open(source, encoding='utf-8') as file:
    lines = file.read().splitlines()
with open(out, 'w', encoding='utf-8') as file:
    file.write(f'/* Made from {name} by ui/draw/embed.py. */\nextern const char {name}[];\nconst char {name}[] =\n')
    for line in lines:
        escaped = line.replace('\\', '\\\\').replace('"', '\\"')
        file.write(f'        "{escaped}\\n"\n')
    file.write('        ;\n')

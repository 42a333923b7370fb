/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a bar chart on paper shows. Drawn by ui/paper/chart_draw.h: in one colour that prints well in grey, axes with
 * labels, and the value at each bar where there is room for it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CHART_BARS_MAX = 64 };

struct chart_bar {
        const char *label;
        uint64_t value;
        bool pale;                           /* what it counts is not over */
};

struct chart {
        const char *title;
        const char *label_name, *value_name; /* what the labels and the values are, at the axes */
        const char *note;                    /* beside the title's line, or NULL */
        const struct chart_bar *bars;        /* at most CHART_BARS_MAX */
        size_t count;
        bool lying;                          /* bars lie, one below the other; for labels that are words */
};

enum { CHART_NUMBER_SIZE = 40 };
/* A number as the charts write it: digits in groups of three from five digits on, with narrow no-break spaces. */
void chart_number(uint64_t value, char ret_text[CHART_NUMBER_SIZE]);

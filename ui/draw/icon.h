/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The icons: drawn lines on a grid of 48, stroke 4, butt caps, miter joins.
 */
#pragma once

#include <cairo.h>
#include <stdbool.h>

enum icon {
        ICON_NONE, ICON_HELP, ICON_ACCESS, ICON_LANGUAGE, ICON_CROSS, ICON_LEFT, ICON_RIGHT, ICON_DOWN, ICON_UP, ICON_DOWN_RIGHT,
        ICON_DOWN_LEFT, ICON_UP_RIGHT, ICON_UP_LEFT, ICON_TICK, ICON_DELETE, ICON_EYE, ICON_QR, ICON_SOUND, ICON_LARGE_TEXT,
        ICON_CONTRAST,
        ICON_EASY, ICON_WARNING, ICON_PASSPORT, ICON_LETTER, ICON_CLOCK, ICON_HOME, ICON_PHONE, ICON_USB, ICON_SHIELD,
        ICON_OUT_OF_ORDER,
        ICON_EXCHANGE, ICON_GAUGE, ICON_LOG_OUT, ICON_TOUCH, ICON_PERSON, ICON_ARMS, ICON_MINUS, ICON_PLUS, ICON_COUNT,
};

/* Left, right and log out turn with the direction of writing; a compartment's direction never does, so the caller decides. */
bool icon_mirrors(enum icon icon);

/* Draws with the current source into the square at x, y; stroke: width on the grid, 0 for the icon's own; mirrored: left for right. */
void icon_draw(enum icon icon, cairo_t *cr, double x, double y, double size, double stroke, bool mirrored);

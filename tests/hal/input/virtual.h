/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Input devices that this process makes through uinput, in the words of tests/kiosk/hands.h. For tests inside the virtual
 * kiosk, whose udev knows them by their names. Where there is no uinput a test ends with 77 and says so.
 */
#pragma once

#include "base/macro.h"

enum { VIRTUAL_TOUCH, VIRTUAL_KEYPAD, VIRTUAL_JACK, VIRTUAL_SCANNER, VIRTUAL_OTHER }; /* numbers of devices */

/* Ends the program with 77 where devices cannot be made. */
void virtual_need(void);
/* Carries out words; fails the test when that cannot be done. */
void virtual_do(const char *format, ...) PRINTF_LIKE(1, 2);
/* A panel for ten fingers with one unit a pixel. */
void virtual_plug_touch(int width, int height);
/* All keys below 256; its name says what udev takes it for. */
void virtual_plug_keys(int number, const char *name);
void virtual_unplug(int number);
/* And waits until udev has taken the links away. */
void virtual_unplug_all(void);
/* Waits for udev to make a link. */
void virtual_await(const char *pattern);
/* Grabs the device of that name, as another program would, until the descriptor is closed. */
int virtual_grab(const char *name);

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The actions of `pickupbox sim`, as words: `press next`, `door 3 open`,
 * `clock +10d`. Used by the command, the demonstration and the tests alike.
 */
#pragma once

#include <jansson.h>

#include "base/macro.h"

enum { SIM_ACTION_MESSAGE_SIZE = 512, SIM_ACTION_WAIT_S = 10 };

/* For a help text, one action a line. */
#define SIM_ACTION_HELP \
        "      scan TEXT|@FILE              hold a code to the scanner\n" \
        "      touch X Y                    touch a pixel\n" \
        "      press NAME                   touch a target by its name, such as next or key_5\n" \
        "      key NAME                     0 to 9, up, down, left, right, ok, back, help, speech\n" \
        "      door N open|close|jam|free|bounce\n" \
        "      doors auto|manual            whether doors are closed by themselves, 2 s after they sprang open\n" \
        "      clock +AMOUNT                time passes: 90s, 15m, 2h, 10d; timers fire\n" \
        "      clock =TIME                  the wall clock jumps to an RFC 3339 time\n" \
        "      clock synchronised|alone     whether the kernel says that its clock is synchronised\n" \
        "      plug|unplug scanner|touch|screen|headset\n" \
        "      screen FILE.png              write what the screen shows\n" \
        "      state                        print what is shown, and locks and doors\n" \
        "      hear                         print what was said and sounded since the last time\n" \
        "      wait SCREEN [SECONDS]        until that screen is shown, 10 s at most unless told"

/*
 * Turns words into a request. `scan @FILE` reads the file. 0 and a request that
 * the caller releases, or -EINVAL with a message that says what would be right.
 */
MUST_CHECK int sim_action_parse(int count, char *const *words, json_t **ret_request, char ret_message[SIM_ACTION_MESSAGE_SIZE]);

/* SPDX-License-Identifier: EUPL-1.2 */
/* Each way in which a door comes open, on the box of loaded.h. `c` is then the door that stands open, and who opened it is still there or not. */
#pragma once

struct door_way {
        const char *name;
        void (*open)(void);
};

enum { DOOR_WAYS = 24 };
extern const struct door_way door_ways[DOOR_WAYS];

/* On the citizen's word that it is open; then it is seen to be, with the citizen at it, or with nobody there. */
void door_way_on_word_then_seen(void);
void door_way_on_word_then_seen_alone(void);
/* Not one of them: the door stays shut when consignment 1 is collected, and the citizen is asked whether it is open. */
void door_way_stays_shut(void);

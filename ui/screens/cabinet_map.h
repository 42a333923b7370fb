/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The cabinet for staff: every compartment and its state, and one block of it
 * enlarged with the open compartment. Both show the cabinet as it stands there
 * and so are never mirrored. Nothing without a plan.
 */
#pragma once

#include "ui/screens/screen.h"
#include "ui/view/build.h"

/* All blocks with the state of every compartment; where doors are large enough they carry their numbers. */
void cabinet_map_overview(struct build *build, struct view_rect room);
/* One door, large, with its number. */
void cabinet_map_door(struct build *build, enum cell_state state, const char *number, struct view_rect rect, bool pressed);
/* A picture of one state, as in the map: the legend. */
void cabinet_map_swatch(struct build *build, enum cell_state state, struct view_rect rect);
/* How high (layout px) cabinet_map_block() must be for the yellow of its open door to be seen. screen->plan is set. */
int cabinet_map_block_least(const struct build *build);
/* The blocks' letters and the block of `compartment` below them, with its door in yellow. Returns the y below. */
int cabinet_map_block(struct build *build, struct view_rect room, unsigned compartment);

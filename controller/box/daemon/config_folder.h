/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The folder of a box with the paths that its configuration gives it: what a command starts from that is given DIR. Blocks.
 */
#pragma once

#include "controller/box/daemon/box_folder.h"
#include "controller/box/daemon/config.h"

/* 0; CONFIG_E_INVALID or a negative errno with a message for people. */
MUST_CHECK int config_folder(const char *dir, struct box_folder *ret_folder, char ret_message[CONFIG_MESSAGE_SIZE]);

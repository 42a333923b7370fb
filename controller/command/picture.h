/* SPDX-License-Identifier: EUPL-1.2 */
/* The picture that the daemon hands over, as a file. */
#pragma once

#include "base/macro.h"

/*
 * Writes the width * height 32-bit pixels behind fd as PNG and closes fd. 0,
 * -EPROTO when they are not behind it, or another negative errno.
 */
MUST_CHECK int picture_write(int fd, int width_px, int height_px, const char *path);

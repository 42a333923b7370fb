/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Tells print dialogs not to fit a page to the paper: /PrintScaling /None (ISO 32000-1 section 12.2). Cairo has no word for
 * it, so it is an incremental update (section 7.5.6) behind what cairo wrote: the catalog once more, with the preference.
 */
#pragma once

#include "base/bytes.h"
#include "base/macro.h"

/* A file that is put together otherwise than cairo does it stays as it is. 0, or what the buffer answers. */
MUST_CHECK int unscaled_append(struct buffer *pdf);

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Entry bundles as some logs store them: compressed once with gzip (RFC 1952),
 * because that is how they are served (C2SP tlog-tiles, "Content-Encoding: gzip").
 * Home of zlib. Values only.
 */
#pragma once

#include "base/bytes.h"

/* Whether it begins as gzip does. A bundle whose first entry has 8,075 bytes may, too. */
MUST_CHECK bool gunzip_looks_so(const void *bytes, size_t len);
/*
 * Replaces the buffer's contents with what was compressed, whose length it bounds. 0; -EINVAL when that is not exactly one
 * whole gzip member; -EFBIG when it is longer than max_len; -ENOMEM. On error the buffer is empty.
 */
MUST_CHECK int gunzip(const void *bytes, size_t len, size_t max_len, struct buffer *ret_bytes);

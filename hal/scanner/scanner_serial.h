/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A scanner at a serial line: a UART, or USB that looks like one (CDC ACM). For hal/scanner/scanner_devices.c.
 */
#pragma once

#include "hal/scanner/scanner_reading.h"

/* 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200 or 230400. */
bool scanner_baud_valid(unsigned baud);
/*
 * Opens it raw, eight bits without parity, for nobody else, never as controlling terminal; what was waiting in it is
 * forgotten. The descriptor, which the caller closes; -ENOTTY when it is no serial line, or another negative errno.
 */
MUST_CHECK int scanner_serial_open(const char *path, unsigned baud);
/* Reads what is there, at most `most` bytes. How many were read, or a negative errno when the scanner is gone. */
MUST_CHECK int scanner_serial_read(int fd, struct scanner_reading *reading, unsigned most, int64_t now_ms, const struct scanner_sink *sink);

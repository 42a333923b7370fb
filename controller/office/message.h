/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The text message to the citizen: message.txt.
 *
 * It fits one SMS: at most 160 characters of the GSM 7-bit default alphabet (3GPP
 * TS 23.038 section 6.2.1), counting an extension character as two. It names box,
 * number, PIN and the last day; no person, no kind of document and no link.
 */
#pragma once

#include <stddef.h>

#include "base/macro.h"
#include "controller/office/parcel.h"
#include "controller/office/state.h"

enum { MESSAGE_SEPTETS_MAX = 160, MESSAGE_SIZE = 512 };

/* How many septets the UTF-8 text takes; 0 when a character is not in the alphabet. */
size_t message_septets(const char *text);

/* Leaves out the office's name, the address or both when they do not fit or have other characters; without both it always fits. */
void message_text(const struct state *state, const struct issued *issued, char ret_text[MESSAGE_SIZE]);

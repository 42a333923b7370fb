/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a voice backend provides; for hal/voice/voice*.c alone.
 */
#pragma once

#include "hal/voice/voice.h"

struct voice_implementation {
        int (*say)(struct voice *voice, const char *text, const char *language, bool headset_only);
        void (*silence)(struct voice *voice);
        void (*tone)(struct voice *voice, enum tone tone);
        void (*set_volume)(struct voice *voice, unsigned step);
        void (*set_rate)(struct voice *voice, unsigned wpm);
        int (*dispatch)(struct voice *voice);
        void (*free)(struct voice *voice);
};

/* First member of every backend's own struct. */
struct voice {
        const struct voice_implementation *implementation;
        int fd;
        bool present;
        voice_present_fn *present_told; /* may be NULL */
        void *context;
};

/* Reports when it changed. */
void voice_report_present(struct voice *voice, bool present);

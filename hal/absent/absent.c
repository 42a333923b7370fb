/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/absent/absent.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "hal/display/display_backend.h"
#include "hal/input/input_backend.h"
#include "hal/scanner/scanner_backend.h"
#include "hal/voice/voice_backend.h"

/* A descriptor that never becomes readable, for those who wait for one. */
static int silent_fd(void) {
        int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

        return fd < 0 ? -errno : fd;
}

/* ---- scanner ---- */

static int scanner_nothing(struct scanner *scanner) {
        return 0;
}

static void scanner_release(struct scanner *scanner) {
        close(scanner->fd);
        free(scanner);
}

static const struct scanner_implementation absent_scanner = { .dispatch = scanner_nothing, .free = scanner_release };

int scanner_new_absent(struct scanner **ret_scanner) {
        struct scanner *scanner = calloc(1, sizeof(*scanner));
        int fd;

        if (!scanner)
                return -ENOMEM;
        fd = silent_fd();
        if (fd < 0) {
                free(scanner);
                return fd;
        }
        scanner->implementation = &absent_scanner;
        scanner->fd = fd;
        *ret_scanner = scanner;
        return 0;
}

/* ---- input ---- */

static int input_nothing(struct input *input) {
        return 0;
}

static void input_release(struct input *input) {
        close(input->fd);
        free(input);
}

static const struct input_implementation absent_input = { .dispatch = input_nothing, .free = input_release };

int input_new_absent(struct input **ret_input) {
        struct input *input = calloc(1, sizeof(*input));
        int fd;

        if (!input)
                return -ENOMEM;
        fd = silent_fd();
        if (fd < 0) {
                free(input);
                return fd;
        }
        input->implementation = &absent_input;
        input->fd = fd;
        *ret_input = input;
        return 0;
}

/* ---- display ---- */

static int display_no_copy(struct display *display, const uint32_t *pixels, size_t stride,
                           const struct display_rectangle *damage) {
        return -ENODEV;
}

static int display_nothing(struct display *display) {
        return 0;
}

static void display_release(struct display *display) {
        close(display->fd);
        free(display);
}

static const struct display_implementation absent_display = {
        .copy = display_no_copy,
        .flip = display_nothing,
        .dispatch = display_nothing,
        .free = display_release,
};

int display_new_absent(int width_px, int height_px, struct display **ret_display) {
        struct display *display;
        int fd;

        if (width_px < 1 || width_px > DISPLAY_SIDE_MAX_PX || height_px < 1 || height_px > DISPLAY_SIDE_MAX_PX)
                return -EINVAL;
        display = calloc(1, sizeof(*display));
        if (!display)
                return -ENOMEM;
        fd = silent_fd();
        if (fd < 0) {
                free(display);
                return fd;
        }
        display->implementation = &absent_display;
        display->fd = fd;
        display->width_px = width_px;
        display->height_px = height_px;
        *ret_display = display;
        return 0;
}

/* ---- voice ---- */

static int voice_says_nothing(struct voice *voice, const char *text, const char *language, bool headset_only) {
        return 0;
}

static void voice_is_silent(struct voice *voice) {
}

static void voice_no_tone(struct voice *voice, enum tone tone) {
}

static void voice_no_volume(struct voice *voice, unsigned step) {
}

static int voice_nothing(struct voice *voice) {
        return 0;
}

static void voice_release(struct voice *voice) {
        close(voice->fd);
        free(voice);
}

static const struct voice_implementation absent_voice = {
        .say = voice_says_nothing,
        .silence = voice_is_silent,
        .tone = voice_no_tone,
        .set_volume = voice_no_volume,
        .dispatch = voice_nothing,
        .free = voice_release,
};

int voice_new_absent(struct voice **ret_voice) {
        struct voice *voice = calloc(1, sizeof(*voice));
        int fd;

        if (!voice)
                return -ENOMEM;
        fd = silent_fd();
        if (fd < 0) {
                free(voice);
                return fd;
        }
        voice->implementation = &absent_voice;
        voice->fd = fd;
        *ret_voice = voice;
        return 0;
}

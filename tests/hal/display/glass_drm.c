/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The card named in GLASS_CARD (default /dev/dri/card0), in its mode 640x480; GLASS_ONE_BUFFER does without page flips. What is
 * on the glass is read from the buffer that the CRTC scans out, through a descriptor of the test's own.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include "hal/display/display_real.h"
#include "tests/hal/display/glass.h"
#include "tests/hal/display/outside.h"

enum { WIDTH = 640, HEIGHT = 480 };

static const char *card;

static int open_display(int width_px, int height_px, enum turn rotation, struct display **ret_display) {
        const struct display_config config = { .width_px = width_px, .height_px = height_px, .rotation = rotation, .kind = DISPLAY_DRM, .card = card,
                                         .one_buffer = getenv("GLASS_ONE_BUFFER") };

        return display_new_real(&config, ret_display);
}

/* The framebuffer of the first CRTC that shows one. */
static drmModeFB *shown(int fd) {
        drmModeRes *resources = drmModeGetResources(fd);
        drmModeFB *framebuffer = NULL;

        for (int i = 0; resources && i < resources->count_crtcs && !framebuffer; i++) {
                drmModeCrtc *crtc = drmModeGetCrtc(fd, resources->crtcs[i]);

                if (crtc && crtc->mode_valid && crtc->buffer_id)
                        framebuffer = drmModeGetFB(fd, crtc->buffer_id);
                drmModeFreeCrtc(crtc);
        }
        drmModeFreeResources(resources);
        return framebuffer;
}

static void copy_out(int fd, const drmModeFB *framebuffer, uint32_t *ret_pixels) {
        size_t len = (size_t)framebuffer->pitch * framebuffer->height;
        const uint8_t *memory;
        uint64_t offset;

        outside_must(framebuffer->width == WIDTH && framebuffer->height == HEIGHT && framebuffer->bpp == 32, "mode 640x480");
        outside_must(drmModeMapDumbBuffer(fd, framebuffer->handle, &offset) == 0, "DRM_IOCTL_MODE_MAP_DUMB");
        memory = mmap(NULL, len, PROT_READ, MAP_SHARED, fd, (off_t)offset);
        outside_must(memory != MAP_FAILED, "mmap");
        for (int y = 0; y < HEIGHT; y++)
                memcpy(ret_pixels + y * WIDTH, memory + (size_t)y * framebuffer->pitch, WIDTH * sizeof(*ret_pixels));
        munmap((void *)(uintptr_t)memory, len);
}

static void read_glass(struct display *display, uint32_t *ret_pixels) {
        int fd = open(card, O_RDWR | O_CLOEXEC);
        drmModeFB *framebuffer;

        outside_must(fd >= 0, card);
        framebuffer = shown(fd);
        outside_must(framebuffer, "a CRTC that shows something");
        copy_out(fd, framebuffer, ret_pixels);
        drmModeFreeFB(framebuffer);
        close(fd);
}

/* As the kernel tells anybody: a property of the connector that is lit or was. */
static bool connector_off(int fd, uint32_t connector) {
        drmModeObjectProperties *properties = drmModeObjectGetProperties(fd, connector, DRM_MODE_OBJECT_CONNECTOR);
        bool off = false;

        for (uint32_t i = 0; properties && i < properties->count_props; i++) {
                drmModePropertyRes *property = drmModeGetProperty(fd, properties->props[i]);

                off |= property && strcmp(property->name, "DPMS") == 0 && properties->prop_values[i] == DRM_MODE_DPMS_OFF;
                drmModeFreeProperty(property);
        }
        drmModeFreeObjectProperties(properties);
        return off;
}

static bool is_off(struct display *display) {
        int fd = open(card, O_RDWR | O_CLOEXEC);
        drmModeRes *resources = drmModeGetResources(fd);
        bool off;

        outside_must(resources && resources->count_connectors > 0, card);
        off = connector_off(fd, resources->connectors[0]);
        drmModeFreeResources(resources);
        close(fd);
        return off;
}

static void plug(struct display *display, bool plugged) {
        outside_plug(card, plugged);
}

static int begin(void) {
        card = getenv("GLASS_CARD") ? getenv("GLASS_CARD") : "/dev/dri/card0";
        if (access(card, R_OK | W_OK) == 0)
                return 0;
        fprintf(stderr, "skipped: %s: %s; this test runs on the virtual kiosk\n", card, strerror(errno));
        return 77;
}

struct glass glass = {
        .width_px = WIDTH,
        .height_px = HEIGHT,
        .rotations = TURN_COUNT,
        .mask = 0xFFFFFF,
        .pluggable = true,
        .open = open_display,
        .read = read_glass,
        .plug = plug,
        .off = is_off,
        .begin = begin,
};

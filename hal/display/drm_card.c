/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/display/drm_card.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include "hal/clock/deadline.h"
#include "hal/display/drm_screen.h"

enum { BUFFER_COUNT = 2 };

struct buffer {
        uint32_t handle, framebuffer; /* 0: none */
        size_t len;
        struct scanout scanout;
};

struct drm_card {
        int fd;
        struct drm_screen screen;
        drmModeCrtc *before;    /* NULL: none was found */
        struct buffer buffers[BUFFER_COUNT];
        unsigned front;         /* what is scanned out */
        bool one_buffer, wants_dirty;
        bool flipping;
        int64_t late_ms;        /* from when on that flip is late */
        unsigned waits;         /* how often it got more time */
        bool asleep;
};

/* ---- buffers ---- */

static void buffer_free(struct drm_card *card, struct buffer *buffer) {
        if (buffer->scanout.memory)
                munmap(buffer->scanout.memory, buffer->len);
        if (buffer->framebuffer)
                drmModeRmFB(card->fd, buffer->framebuffer);
        if (buffer->handle)
                drmModeDestroyDumbBuffer(card->fd, buffer->handle);
        *buffer = (struct buffer){ 0 };
}

/* Black: the kernel clears dumb buffers. What was made before a failure is the card's to free. */
static int buffer_make(struct drm_card *card, struct buffer *buffer) {
        uint32_t width = card->screen.mode.hdisplay, height = card->screen.mode.vdisplay, pitch;
        uint64_t len, offset;
        void *memory;

        if (drmModeCreateDumbBuffer(card->fd, width, height, 32, 0, &buffer->handle, &pitch, &len) != 0 ||
            drmModeAddFB(card->fd, width, height, 24, 32, pitch, buffer->handle, &buffer->framebuffer) != 0 ||
            drmModeMapDumbBuffer(card->fd, buffer->handle, &offset) != 0)
                return -errno;
        memory = mmap(NULL, (size_t)len, PROT_READ | PROT_WRITE, MAP_SHARED, card->fd, (off_t)offset);
        if (memory == MAP_FAILED)
                return -errno;
        buffer->len = (size_t)len;
        buffer->scanout = (struct scanout){ .memory = memory, .stride = pitch, .width_px = (int)width, .height_px = (int)height,
                                            .format = SCANOUT_XRGB8888 };
        return 0;
}

/* ---- opening ---- */

static int light(struct drm_card *card) {
        uint32_t connector = card->screen.connector;
        drmModeClip all = { .x2 = card->screen.mode.hdisplay, .y2 = card->screen.mode.vdisplay };
        int r;

        r = buffer_make(card, &card->buffers[0]);
        if (r < 0)
                return r;
        if (!card->one_buffer && buffer_make(card, &card->buffers[1]) < 0) {
                buffer_free(card, &card->buffers[1]);
                card->one_buffer = true;
        }
        if (drmModeSetCrtc(card->fd, card->screen.crtc, card->buffers[0].framebuffer, 0, 0, &connector, 1, &card->screen.mode) != 0)
                return errno == EACCES || errno == EBUSY || errno == EPERM ? DRM_CARD_E_BUSY : -errno;
        card->wants_dirty = drmModeDirtyFB(card->fd, card->buffers[0].framebuffer, &all, 1) == 0;
        return 0;
}

/* A driver that refuses the mode that was made for a silent screen gets the one it knows. */
static int light_as_can_be(struct drm_card *card, int width_px, int height_px) {
        const struct drm_screen found = card->screen;
        const bool one_buffer = card->one_buffer;
        int r;

        card->before = drmModeGetCrtc(card->fd, card->screen.crtc);
        if (!found.silent)
                return light(card);
        drm_screen_force(&card->screen, width_px, height_px);
        r = light(card);
        if (r >= 0)
                return r;
        for (unsigned i = 0; i < BUFFER_COUNT; i++)
                buffer_free(card, &card->buffers[i]);
        card->screen = found;
        card->one_buffer = one_buffer;
        return light(card);
}

/* Its descriptor, DRM_CARD_E_* or a negative errno. */
static int open_device(const char *path, int *ret_fd) {
        int fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        uint64_t dumb = 0;

        if (fd < 0)
                return errno == EACCES || errno == EPERM || errno == EBUSY ? DRM_CARD_E_BUSY : DRM_CARD_E_UNFIT;
        if (drmGetCap(fd, DRM_CAP_DUMB_BUFFER, &dumb) != 0 || !dumb) {
                close(fd);
                return DRM_CARD_E_UNFIT;
        }
        *ret_fd = fd;
        return 0;
}

bool drm_card_fit(const char *path) {
        drmModeRes *resources;
        bool fit;
        int fd;

        if (open_device(path, &fd) != 0)
                return false;
        resources = drmModeGetResources(fd);
        fit = resources && resources->count_connectors > 0 && resources->count_crtcs > 0;
        drmModeFreeResources(resources);
        close(fd);
        return fit;
}

int drm_card_open(const char *path, int width_px, int height_px, bool one_buffer, bool unsure, struct drm_card **ret_card) {
        struct drm_card *card;
        int r;

        card = calloc(1, sizeof(*card));
        if (!card)
                return -ENOMEM;
        card->fd = -1;
        card->one_buffer = one_buffer;
        r = open_device(path, &card->fd);
        if (r == 0)
                r = drm_screen_find(card->fd, width_px, height_px, unsure, &card->screen);
        if (r == 0)
                r = light_as_can_be(card, width_px, height_px);
        if (r != 0) {
                drm_card_close(card);
                return r;
        }
        *ret_card = card;
        return 0;
}

void drm_card_close(struct drm_card *card) {
        if (!card)
                return;
        if (card->asleep)
                (void)!drm_card_sleep(card, false);
        if (card->before && card->before->mode_valid)
                (void)drmModeSetCrtc(card->fd, card->before->crtc_id, card->before->buffer_id, card->before->x, card->before->y,
                                     &card->screen.connector, 1, &card->before->mode);
        drmModeFreeCrtc(card->before);
        for (unsigned i = 0; i < BUFFER_COUNT; i++)
                buffer_free(card, &card->buffers[i]);
        if (card->fd >= 0)
                close(card->fd);
        free(card);
}

int drm_card_fd(const struct drm_card *card) {
        return card->fd;
}

bool drm_card_unsure(const struct drm_card *card) {
        return card->screen.connection == DRM_MODE_UNKNOWNCONNECTION;
}

bool drm_card_connected(const struct drm_card *card) {
        return drm_screen_connected(card->fd, &card->screen);
}

/* ---- power ---- */

/* The connector's property of that name; 0: it has none. */
static uint32_t find_property(int fd, uint32_t connector, const char *name) {
        drmModeObjectProperties *properties = drmModeObjectGetProperties(fd, connector, DRM_MODE_OBJECT_CONNECTOR);
        uint32_t found = 0;

        for (uint32_t i = 0; properties && i < properties->count_props && !found; i++) {
                drmModePropertyRes *property = drmModeGetProperty(fd, properties->props[i]);

                if (property && strcmp(property->name, name) == 0)
                        found = property->prop_id;
                drmModeFreeProperty(property);
        }
        drmModeFreeObjectProperties(properties);
        return found;
}

int drm_card_sleep(struct drm_card *card, bool asleep) {
        uint32_t property = find_property(card->fd, card->screen.connector, "DPMS");

        if (property == 0)
                return -ENOTSUP;
        if (drmModeConnectorSetProperty(card->fd, card->screen.connector, property, asleep ? DRM_MODE_DPMS_OFF : DRM_MODE_DPMS_ON) == 0) {
                card->asleep = asleep;
                return 0;
        }
        return errno == EINVAL ? -ENOTSUP : errno == EPERM ? -EACCES : -errno;
}

/* ---- showing ---- */

static void flipped(int fd, unsigned sequence, unsigned seconds, unsigned microseconds, void *context) {
        struct drm_card *card = context;

        card->flipping = false;
}

int drm_card_dispatch(struct drm_card *card) {
        drmEventContext events = { .version = 2, .page_flip_handler = flipped };

        if (drmHandleEvent(card->fd, &events) != 0 && errno != EAGAIN && errno != EINTR)
                return -errno;
        return 0;
}

bool drm_card_flips(const struct drm_card *card) {
        return !card->one_buffer;
}

bool drm_card_forced(const struct drm_card *card) {
        return card->screen.forced;
}

bool drm_card_flipping(const struct drm_card *card) {
        return card->flipping;
}

bool drm_card_late(const struct drm_card *card) {
        return card->flipping && deadline_now_ms() >= card->late_ms;
}

bool drm_card_wait_longer(struct drm_card *card) {
        int64_t now_ms = deadline_now_ms();
        unsigned most = now_ms - card->late_ms >= DRM_CARD_STILL_MS ? 1 + DRM_CARD_STILLS_MAX : 1;

        if (card->waits >= most)
                return false;
        card->waits++;
        card->late_ms = now_ms + DRM_CARD_FLIP_MORE_MS;
        return true;
}

unsigned drm_card_back(const struct drm_card *card) {
        return card->one_buffer ? card->front : 1 - card->front;
}

const struct scanout *drm_card_memory(const struct drm_card *card) {
        return &card->buffers[drm_card_back(card)].scanout;
}

static int tell_dirty(struct drm_card *card, const struct damage *damage) {
        drmModeClip clips[DAMAGE_MAX];

        if (!card->wants_dirty)
                return 0;
        for (size_t i = 0; i < damage->count; i++) {
                const struct display_rectangle *rectangle = &damage->rectangles[i];

                clips[i] = (drmModeClip){ .x1 = (uint16_t)rectangle->x_px, .y1 = (uint16_t)rectangle->y_px,
                                          .x2 = (uint16_t)(rectangle->x_px + rectangle->width_px),
                                          .y2 = (uint16_t)(rectangle->y_px + rectangle->height_px) };
        }
        return drmModeDirtyFB(card->fd, card->buffers[card->front].framebuffer, clips, (uint32_t)damage->count) == 0 ? 0 : -errno;
}

int drm_card_show(struct drm_card *card, const struct damage *damage) {
        unsigned back = drm_card_back(card);

        if (card->one_buffer)
                return tell_dirty(card, damage);
        if (drmModePageFlip(card->fd, card->screen.crtc, card->buffers[back].framebuffer, DRM_MODE_PAGE_FLIP_EVENT, card) == 0) {
                card->front = back;
                card->flipping = true;
                card->late_ms = deadline_now_ms() + DRM_CARD_FLIP_MAX_MS;
                card->waits = 0;
                return 0;
        }
        if (errno == EACCES || errno == ENODEV || errno == EPERM)
                return errno == ENODEV ? -ENODEV : -EACCES;
        /* This driver cannot flip, or cannot have both buffers in its memory. */
        buffer_free(card, &card->buffers[back]);
        card->one_buffer = true;
        return -EAGAIN;
}

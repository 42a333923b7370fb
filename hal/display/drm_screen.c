/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/display/drm_screen.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <xf86drm.h>

#include "hal/display/drm_card.h"
#include "hal/display/mode.h"

static bool same_mode(const drmModeModeInfo *one, const drmModeModeInfo *other) {
        return one->hdisplay == other->hdisplay && one->vdisplay == other->vdisplay && one->clock == other->clock &&
               one->flags == other->flags;
}

/* The mode of these sides, the preferred one first; NULL when there is none. */
static const drmModeModeInfo *mode_of_sides(const drmModeConnector *connector, int width_px, int height_px) {
        const drmModeModeInfo *found = NULL;

        for (int i = 0; i < connector->count_modes; i++) {
                const drmModeModeInfo *mode = &connector->modes[i];

                if (mode->hdisplay != width_px || mode->vdisplay != height_px || (mode->flags & DRM_MODE_FLAG_INTERLACE))
                        continue;
                if (mode->type & DRM_MODE_TYPE_PREFERRED)
                        return mode;
                found = found ? found : mode;
        }
        return found;
}

static const drmModeModeInfo *preferred_mode(const drmModeConnector *connector) {
        for (int i = 0; i < connector->count_modes; i++)
                if (connector->modes[i].type & DRM_MODE_TYPE_PREFERRED)
                        return &connector->modes[i];
        return &connector->modes[0];
}

/* The CRTC that feeds the connector now, else the first that can. 0 when none can. */
static uint32_t crtc_for(int fd, const drmModeRes *resources, const drmModeConnector *connector) {
        uint32_t crtc = 0;
        drmModeEncoder *encoder = connector->encoder_id ? drmModeGetEncoder(fd, connector->encoder_id) : NULL;

        if (encoder)
                crtc = encoder->crtc_id;
        drmModeFreeEncoder(encoder);
        for (int i = 0; i < connector->count_encoders && !crtc; i++) {
                encoder = drmModeGetEncoder(fd, connector->encoders[i]);
                for (int c = 0; encoder && c < resources->count_crtcs && c < 32 && !crtc; c++)
                        if (encoder->possible_crtcs & (UINT32_C(1) << c))
                                crtc = resources->crtcs[c];
                drmModeFreeEncoder(encoder);
        }
        return crtc;
}

/* Whether it has told the kernel what it is and can, or somebody did in its place (drm.edid_firmware). */
static bool tells_of_itself(int fd, const drmModeConnector *connector) {
        bool tells = false;

        for (int i = 0; i < connector->count_props; i++) {
                drmModePropertyRes *property = drmModeGetProperty(fd, connector->props[i]);

                tells |= property && strcmp(property->name, "EDID") == 0 && connector->prop_values[i] != 0;
                drmModeFreeProperty(property);
        }
        return tells;
}

/* True: this is the one to take, whatever the others are. */
static bool consider(int fd, const drmModeRes *resources, uint32_t id, drmModeConnection connection, int width_px, int height_px,
                     struct drm_screen *screen) {
        drmModeConnector *connector = drmModeGetConnector(fd, id);
        const drmModeModeInfo *fitting = NULL;
        uint32_t crtc;

        if (connector && connector->connection == connection && connector->count_modes > 0 &&
            (crtc = crtc_for(fd, resources, connector)) != 0) {
                fitting = mode_of_sides(connector, width_px, height_px);
                if (fitting || !screen->connector)
                        *screen = (struct drm_screen){ .connector = id, .connection = connection, .crtc = crtc,
                                                       .mode = fitting ? *fitting : *preferred_mode(connector),
                                                       .silent = !fitting && !tells_of_itself(fd, connector) };
        }
        drmModeFreeConnector(connector);
        return fitting;
}

static void find(int fd, const drmModeRes *resources, drmModeConnection connection, int width_px, int height_px, struct drm_screen *screen) {
        for (int i = 0; i < resources->count_connectors; i++)
                if (consider(fd, resources, resources->connectors[i], connection, width_px, height_px, screen))
                        return;
}

int drm_screen_find(int fd, int width_px, int height_px, bool unsure, struct drm_screen *ret_screen) {
        drmModeRes *resources = drmModeGetResources(fd);
        struct drm_screen screen = { 0 };
        bool unfit = !resources || resources->count_connectors == 0 || resources->count_crtcs == 0;

        if (!unfit)
                find(fd, resources, unsure ? DRM_MODE_UNKNOWNCONNECTION : DRM_MODE_CONNECTED, width_px, height_px, &screen);
        drmModeFreeResources(resources);
        if (unfit)
                return DRM_CARD_E_UNFIT;
        if (!screen.connector)
                return DRM_CARD_E_DARK;
        *ret_screen = screen;
        return 0;
}

void drm_screen_force(struct drm_screen *screen, int width_px, int height_px) {
        struct mode_timing timing = mode_timing_for(width_px, height_px);

        screen->forced = true;
        screen->mode = (drmModeModeInfo){
                .clock = timing.clock_khz,
                .hdisplay = (uint16_t)width_px, .hsync_start = (uint16_t)timing.hsync_start, .hsync_end = (uint16_t)timing.hsync_end,
                .htotal = (uint16_t)timing.htotal,
                .vdisplay = (uint16_t)height_px, .vsync_start = (uint16_t)timing.vsync_start, .vsync_end = (uint16_t)timing.vsync_end,
                .vtotal = (uint16_t)timing.vtotal,
                .vrefresh = 60, .flags = DRM_MODE_FLAG_PHSYNC | DRM_MODE_FLAG_NVSYNC, .type = DRM_MODE_TYPE_USERDEF,
        };
        snprintf(screen->mode.name, sizeof(screen->mode.name), "%dx%d", width_px, height_px);
}

static bool some_connected(int fd) {
        drmModeRes *resources = drmModeGetResources(fd);
        bool some = false;

        for (int i = 0; resources && i < resources->count_connectors && !some; i++) {
                drmModeConnector *connector = drmModeGetConnector(fd, resources->connectors[i]);

                some = connector && connector->connection == DRM_MODE_CONNECTED && connector->count_modes > 0;
                drmModeFreeConnector(connector);
        }
        drmModeFreeResources(resources);
        return some;
}

bool drm_screen_connected(int fd, const struct drm_screen *screen) {
        drmModeConnector *connector = drmModeGetConnector(fd, screen->connector);
        bool connected = false;

        if (connector && connector->connection == screen->connection) {
                connected = screen->forced && !tells_of_itself(fd, connector);
                for (int i = 0; i < connector->count_modes && !screen->forced; i++)
                        connected |= same_mode(&connector->modes[i], &screen->mode);
        }
        drmModeFreeConnector(connector);
        return connected && (screen->connection == DRM_MODE_CONNECTED || !some_connected(fd));
}

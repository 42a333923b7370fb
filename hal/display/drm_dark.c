/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/display/drm_dark.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include "base/macro.h"

static int open_card(const char *path) {
        return open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

void drm_dark_clear(struct drm_dark *dark) {
        dark->count = 0;
}

bool drm_dark_add(struct drm_dark *dark, const char *path) {
        drmModeRes *resources;
        bool fits;
        int fd;

        if (dark->count >= ARRAY_LEN(dark->cards) || strlen(path) >= DRM_DARK_PATH_SIZE)
                return false;
        fd = open_card(path);
        if (fd < 0)
                return false;
        resources = drmModeGetResources(fd);
        fits = resources && resources->count_connectors > 0 && resources->count_connectors <= DRM_DARK_CONNECTORS_MAX;
        if (fits) {
                snprintf(dark->cards[dark->count].path, DRM_DARK_PATH_SIZE, "%s", path);
                dark->cards[dark->count].count = (unsigned)resources->count_connectors;
                for (int i = 0; i < resources->count_connectors; i++)
                        dark->cards[dark->count].connectors[i] = resources->connectors[i];
                dark->count++;
        }
        drmModeFreeResources(resources);
        close(fd);
        return fits;
}

/* Without room for modes the kernel asks the connector itself, not what it knows of it; drmModeGetConnector() would ask twice. */
static bool has_screen(int fd, uint32_t id) {
        struct drm_mode_get_connector connector = { .connector_id = id };

        if (drmIoctl(fd, DRM_IOCTL_MODE_GETCONNECTOR, &connector) != 0)
                return true; /* one of a chain that has been pulled; a new look finds out */
        return connector.connection == DRM_MODE_CONNECTED && connector.count_modes > 0;
}

bool drm_dark_changed(const struct drm_dark *dark) {
        bool changed = false;

        for (unsigned i = 0; i < dark->count && !changed; i++) {
                int fd = open_card(dark->cards[i].path);

                changed = fd < 0;
                for (unsigned c = 0; c < dark->cards[i].count && !changed; c++)
                        changed = has_screen(fd, dark->cards[i].connectors[c]);
                if (fd >= 0)
                        close(fd);
        }
        return changed;
}

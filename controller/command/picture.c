/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/picture.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hal/display/display.h"
#include "ui/view/view.h"

int picture_write(int fd, int width_px, int height_px, const char *path) {
        struct stat status;
        void *pixels;
        size_t len;
        int r;

        if (fd < 0)
                return -EPROTO;
        len = (size_t)width_px * (size_t)height_px * sizeof(uint32_t);
        if (width_px < 1 || height_px < 1 || width_px > DISPLAY_SIDE_MAX_PX || height_px > DISPLAY_SIDE_MAX_PX ||
            fstat(fd, &status) < 0 || status.st_size != (off_t)len) {
                close(fd);
                return -EPROTO;
        }
        pixels = mmap(NULL, len, PROT_READ, MAP_PRIVATE, fd, 0);
        r = pixels == MAP_FAILED ? -errno : 0;
        close(fd);
        if (r < 0)
                return r;
        r = view_write_png(pixels, width_px, height_px, (size_t)width_px * sizeof(uint32_t), path);
        munmap(pixels, len);
        return r;
}

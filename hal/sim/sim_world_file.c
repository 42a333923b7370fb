/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/sim/sim_world_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file.h"

enum { WORLD_VERSION = 1 };

static const char world_magic[8] = "PBWORLD";

const char *sim_world_error_text(int outcome) {
        switch (outcome) {
        case SIM_WORLD_E_FOREIGN:
                return "the file is not a simulated cabinet; name another file or move this one away";
        case SIM_WORLD_E_DAMAGED:
                return "the simulated cabinet's file is cut or damaged; delete it and a new cabinet with closed doors is made";
        case SIM_WORLD_E_VERSION:
                return "the simulated cabinet was made by another version; delete it and a new cabinet with closed doors is made";
        case SIM_WORLD_E_COUNT:
                return "the simulated cabinet has another number of compartments than the configuration; correct that or delete it";
        default:
                return "the simulated cabinet cannot be opened";
        }
}

uint64_t sim_world_now_ns(void) {
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return (uint64_t)now.tv_sec * 1000 * SIM_WORLD_NS_PER_MS + (uint64_t)now.tv_nsec;
}

int sim_world_lock_byte(int fd, int command, short type, off_t at) {
        struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_start = at, .l_len = 1 };
        int r;

        do
                r = fcntl(fd, command, &lock);
        while (r < 0 && errno == EINTR);
        if (r < 0)
                return errno == EACCES || errno == EAGAIN ? -EBUSY : -errno;
        return lock.l_type == F_UNLCK ? 0 : 1;
}

static size_t world_len(unsigned count) {
        return sizeof(struct stored_world) + count * sizeof(struct stored_compartment);
}

static void read_boot_id(uint8_t ret_id[SIM_WORLD_BOOT_ID_LEN]) {
        struct buffer text = BUFFER_INIT;

        memset(ret_id, 0, SIM_WORLD_BOOT_ID_LEN);
        if (file_read("/proc/sys/kernel/random/boot_id", 64, &text) < 0)
                return;
        for (size_t i = 0, digits = 0; i < text.len && digits < 2 * SIM_WORLD_BOOT_ID_LEN; i++) {
                const char *hex = "0123456789abcdef", *digit = text.data[i] ? strchr(hex, text.data[i]) : NULL;

                if (digit) {
                        ret_id[digits / 2] = (uint8_t)(ret_id[digits / 2] << 4 | (digit - hex));
                        digits++;
                }
        }
        buffer_deinit(&text);
}

static int make(const char *path, unsigned count) {
        struct stored_world *stored = calloc(1, world_len(count));
        int r;

        if (!stored)
                return -ENOMEM;
        memcpy(stored->magic, world_magic, sizeof(stored->magic));
        stored->version = WORLD_VERSION;
        stored->count = count;
        read_boot_id(stored->boot_id);
        r = file_replace(path, stored, world_len(count), 0600);
        free(stored);
        return r;
}

/* Judges the file by itself: size against count, flags; nothing of it is believed before. */
static int check(const struct stored_world *stored, size_t len, unsigned count) {
        if (memcmp(stored->magic, world_magic, sizeof(stored->magic)) != 0)
                return SIM_WORLD_E_FOREIGN;
        if (stored->version != WORLD_VERSION)
                return SIM_WORLD_E_VERSION;
        if (stored->count < 1 || stored->count > SIM_WORLD_COUNT_MAX || len != world_len(stored->count) || stored->automatic > 1 ||
            stored->keeping > 1 || stored->sense >= SIM_SENSE_COUNT)
                return SIM_WORLD_E_DAMAGED;
        for (unsigned i = 0; i < stored->count; i++) {
                const struct stored_compartment *compartment = &stored->compartments[i];

                if (compartment->open > 1 || compartment->jammed > 1 || compartment->bounces > 1 || compartment->held_open > 1 ||
                    compartment->unplugged > 1 || compartment->contact >= SIM_CONTACT_COUNT || compartment->instead > stored->count ||
                    compartment->also > stored->count)
                        return SIM_WORLD_E_DAMAGED;
        }
        return count != 0 && count != stored->count ? SIM_WORLD_E_COUNT : 0;
}

static bool times_belong(const struct stored_world *stored, const uint8_t boot_id[SIM_WORLD_BOOT_ID_LEN], uint64_t now_ns) {
        if (memcmp(stored->boot_id, boot_id, SIM_WORLD_BOOT_ID_LEN) != 0)
                return false;
        for (unsigned i = 0; i < stored->count; i++) {
                const struct stored_compartment *compartment = &stored->compartments[i];

                if (compartment->coil_on_ns > now_ns || compartment->moved_at_ns > now_ns || compartment->drawn_ns > now_ns ||
                    compartment->moves_at_ns > now_ns + SIM_WORLD_HAND_NS)
                        return false;
        }
        return true;
}

/* After a reboot times mean nothing: whatever was under way ended then, and no coil survived it. */
static void start_afresh(struct stored_world *stored, const uint8_t boot_id[SIM_WORLD_BOOT_ID_LEN], uint64_t now_ns) {
        for (unsigned i = 0; i < stored->count; i++) {
                struct stored_compartment *compartment = &stored->compartments[i];

                if (compartment->moves_at_ns)
                        compartment->open = !compartment->open;
                compartment->cut += compartment->coil_on_ns != 0;
                compartment->coil_on_ns = compartment->moves_at_ns = compartment->moved_at_ns = compartment->drawn_ns = 0;
                if (compartment->open && stored->automatic && !compartment->held_open)
                        compartment->moves_at_ns = now_ns + SIM_WORLD_HAND_NS;
        }
        stored->driven_ns = 0;
        memcpy(stored->boot_id, boot_id, SIM_WORLD_BOOT_ID_LEN);
}

static int map(struct sim_world *world, unsigned count) {
        uint8_t boot_id[SIM_WORLD_BOOT_ID_LEN];
        uint64_t now_ns;
        struct stat st;
        void *mapped;
        int r, unlocked;

        if (fstat(world->fd, &st) < 0)
                return -errno;
        if (!S_ISREG(st.st_mode))
                return SIM_WORLD_E_FOREIGN;
        if (st.st_size < (off_t)sizeof(struct stored_world) || st.st_size > (off_t)world_len(SIM_WORLD_COUNT_MAX))
                return SIM_WORLD_E_DAMAGED;
        world->len = (size_t)st.st_size;
        mapped = mmap(NULL, world->len, PROT_READ | PROT_WRITE, MAP_SHARED, world->fd, 0);
        if (mapped == MAP_FAILED)
                return -errno;
        world->stored = mapped;
        /* A child's copy would keep this description, and a lock on it, alive beyond our death. */
        if (madvise(mapped, world->len, MADV_DONTFORK) < 0)
                return -errno;
        r = sim_world_lock_byte(world->fd, F_OFD_SETLKW, F_WRLCK, SIM_WORLD_LOCK_MUTEX);
        if (r < 0)
                return r;
        r = check(world->stored, world->len, count);
        if (r == 0) {
                read_boot_id(boot_id);
                now_ns = sim_world_now_ns();
                if (!times_belong(world->stored, boot_id, now_ns))
                        start_afresh(world->stored, boot_id, now_ns);
        }
        unlocked = sim_world_lock_byte(world->fd, F_OFD_SETLK, F_UNLCK, SIM_WORLD_LOCK_MUTEX);
        return unlocked < 0 ? unlocked : r;
}

int sim_world_open(const char *path, unsigned count, struct sim_world **ret_world) {
        struct sim_world *world;
        int r;

        if (count > SIM_WORLD_COUNT_MAX)
                return -EINVAL;
        world = calloc(1, sizeof(*world));
        if (!world)
                return -ENOMEM;
        world->fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
        if (world->fd < 0 && errno == ENOENT && count > 0) {
                r = make(path, count);
                if (r < 0)
                        goto fail;
                world->fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
        }
        if (world->fd < 0) {
                r = -errno;
                goto fail;
        }
        r = map(world, count);
        if (r != 0)
                goto fail;
        *ret_world = world;
        return 0;
fail:
        sim_world_free(world);
        return r;
}

void sim_world_free(struct sim_world *world) {
        if (!world)
                return;
        if (world->stored)
                munmap(world->stored, world->len);
        if (world->fd >= 0)
                close(world->fd);
        free(world);
}

void sim_world_abandon(struct sim_world *world) {
        close(world->fd);
        free(world);
}

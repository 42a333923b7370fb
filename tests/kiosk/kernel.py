# SPDX-License-Identifier: EUPL-1.2
"""Debian's own kernel for the kiosk, and gpio-sim, which Debian does not build.

gpio-sim comes in two builds: as it is (a line falls back to its pull when it is released) and "keeping" (an output keeps its
value when it is released, as port expanders do). Both are made from Debian's kernel source by the edits below.
"""

import hashlib
import lzma
import pathlib
import re
import shutil
import struct
import subprocess

import packages
from cache import Missing
from kernel_choice import choices

GPIO_SIM = {"gpio-sim": False, "gpio-sim-keeping": True}  # module: whether a released output keeps its value
SOURCES = ("drivers/gpio/gpio-sim.c", "drivers/gpio/gpiolib.h", "drivers/gpio/dev-sync-probe.c", "drivers/gpio/dev-sync-probe.h",
           "kernel/irq/irq_sim.c")

# Loaded at the start. udev loads more, by what it finds; the rest is loaded by whoever needs it.
LOADED = ("virtio_pci", "virtio_console", "configfs", "evdev", "virtio_input", "virtio_blk", "crc32c_generic", "ext4", "uinput", "bochs", "virtio-gpu",
          "i6300esb", "xhci-pci", "usbhid", "hid-generic", "cdc-acm")
OFFERED = ("hid-multitouch", "ftdi_sio", "virtio_net", "9p", "9pnet_virtio", "dummy_hcd", "g_serial", "usb_f_acm", "snd-aloop", "snd-dummy", "vfat",
           "nls_cp437", "nls_ascii", "usb-storage", "sd_mod", "overlay", "vfb")
TRIED = 3  # choices of packages: of what is installed, and of what there is


def use_exported(irq_sim):
    """irq_to_desc() is not exported to modules. The domain's handler is handle_simple_irq anyway, so that this does the same."""
    before = "handle_simple_irq(irq_to_desc(irqnum));"
    if irq_sim.count(before) != 1:
        raise Missing(f"the kernel source has changed: {before} is there {irq_sim.count(before)} times")
    return irq_sim.replace(before, "generic_handle_irq(irqnum);")


def edited(text, before, after):
    """Without effect where the kernel has it no more."""
    if text.count(before) > 1:
        raise Missing(f"the kernel source has changed: {before} is there {text.count(before)} times")
    return text.replace(before, after)


def keep_interrupts(gpio_sim, irq_sim):
    """Linux 6.1 leaves interrupts requested when their chip goes (later ones release them then): what gpio-sim frees below them is used
    when the program lets go of its lines, and lies in other hands by then. Here it stays."""
    return (edited(gpio_sim, "irq_dispose_mapping(irq_find_mapping(chip->irq_sim, i));", ";"),
            edited(irq_sim, "\tbitmap_free(work_ctx->pending);\n\tkfree(work_ctx);\n\n\tirq_domain_remove(domain);\n", ""))


def keep_outputs(gpio_sim):
    """A line that was an output keeps its value when it is released; in direction_map an input is 1."""
    head, name, body = gpio_sim.partition("static void gpio_sim_free(")
    before = "__assign_bit(offset, chip->value_map"
    at = body.find(before)
    if not name or at < 0 or at > body.find("\n}"):
        raise Missing("the kernel source has changed: gpio_sim_free() sets no value")
    return head + name + body[:at] + "if (test_bit(offset, chip->direction_map))\n\t\t" + body[at:]


class Kernel:
    """A finished kernel: `image` (an ELF file that QEMU starts), `release`, and `modules`, a tree to copy into a root."""

    def __init__(self, folder, release):
        self.release = release
        self.image = folder / "vmlinux"
        self.modules = folder / "modules"


def key(choice):
    """What a kernel is made from, as one string."""
    text = "\n".join([*(f"{offer.name} {offer.version}" for offer in choice), pathlib.Path(__file__).read_text(encoding="utf-8")])
    return hashlib.sha256(text.encode()).hexdigest()


def get(cache):
    """The kernel of the best choice; of the next one where no kernel with gpio-sim comes of it."""
    reasons = {}
    for offers in (packages.kernel_installed, packages.kernel_offers):
        try:
            found = choices(**offers())
        except Missing as reason:
            reasons[offers] = str(reason)
            continue
        for choice in [choice for choice in found if choice not in reasons][:TRIED]:
            try:
                return Kernel(cache.get("kernel", key(choice), lambda folder, choice=choice: make(folder, choice)), choice.headers.name)
            except (Missing, RuntimeError) as reason:
                reasons[choice] = f"{choice.headers.version} with {choice.source.name} {choice.source.version}: {reason}"
    raise Missing("; ".join(reasons.values()))


def make(folder, choice):
    release = choice.image.name
    taken = [folder / name for name in ("image", "headers", "source", "plain")]
    for place in taken:
        place.mkdir()
    unpacked = packages.download(taken[0], f"linux-image-{release}", choice.image.version)
    headers = packages.kernel_headers(taken[1], choice.headers)
    unpack_source(packages.kernel_source(taken[2], choice.source), taken[3])
    unpack_image(unpacked / "boot" / f"vmlinuz-{release}", folder / "vmlinux")
    tree = next(path for path in (unpacked / "lib/modules" / release, unpacked / "usr/lib/modules" / release) if path.is_dir())
    extra = [build_gpio_sim(folder / name, name, keeps, taken[3], headers) for name, keeps in GPIO_SIM.items()]
    pick_modules(tree, extra, folder / "modules", release)
    for place in taken:
        shutil.rmtree(place)


def unpack_image(packed, destination):
    """The kernel without its wrapping: decompressing it in the emulated machine would take a quarter of a minute. Where its payload
    is stands in the header (Documentation/arch/x86/boot.rst: setup_sects, payload_offset, payload_length; its last 4 bytes are its length)."""
    data = packed.read_bytes()
    offset, length = struct.unpack_from("<II", data, 0x248)
    start = (data[0x1F1] + 1) * 512 + offset
    payload = data[start:start + length - 4]
    if payload.startswith(b"\xfd7zXZ"):
        payload = lzma.LZMADecompressor(lzma.FORMAT_XZ).decompress(payload)
    elif payload.startswith(b"\x28\xb5\x2f\xfd"):
        payload = subprocess.run(["zstd", "-q", "-d", "-c"], input=payload, stdout=subprocess.PIPE, check=True).stdout
    if payload[:4] != b"\x7fELF":
        raise Missing(f"{packed.name} is packed in a way that is not known here")
    destination.write_bytes(payload)


def unpack_source(source, folder):
    """The files of gpio-sim alone, without their folders; a kernel may have only some of them."""
    top = source.name.removesuffix(".tar.xz")
    packages.output("tar", "-C", folder, "-xf", source, "--transform=s,.*/,,", *(f"{top}/{path}" for path in SOURCES))


def build_gpio_sim(folder, name, keeps, plain, headers):
    """Compiles one build of gpio-sim; its file."""
    shutil.copytree(plain, folder)
    gpio_sim, irq_sim = keep_interrupts((folder / "gpio-sim.c").read_text(), (folder / "irq_sim.c").read_text())
    # The parts of a module may not bear its name.
    (folder / "gpio-sim.c").rename(folder / "gpio-sim-main.c")
    (folder / "gpio-sim-main.c").write_text(keep_outputs(gpio_sim) if keeps else gpio_sim)
    (folder / "irq_sim.c").write_text(use_exported(irq_sim))
    parts = ["gpio-sim-main.o", "irq_sim.o", *(["dev-sync-probe.o"] if (folder / "dev-sync-probe.c").exists() else [])]
    (folder / "Makefile").write_text(f"obj-m := {name}.o\n{name}-y := {' '.join(parts)}\n")
    # Without types for BPF (BTF), for which headers want pahole.
    packages.command("make", "-C", headers, f"M={folder}", "CONFIG_DEBUG_INFO_BTF_MODULES=", "modules")
    return folder / f"{name}.ko"


def module_name(path):
    return path.name.split(".ko")[0].replace("-", "_")


def pick_modules(tree, extra, destination, release):
    """Copies the modules that the kiosk may load, with what they need, and writes the lists that modprobe reads."""
    found = {module_name(path): path for path in tree.rglob("*.ko*") if path.is_file()}
    found.update({module_name(path): path for path in extra})
    builtin = {module_name(pathlib.Path(line)) for line in (tree / "modules.builtin").read_text().split()}
    wanted, seen = [*LOADED, *OFFERED, *(path.stem for path in extra)], set()
    root = destination / "lib/modules" / release
    root.mkdir(parents=True)
    while wanted:
        name = wanted.pop().replace("-", "_")
        if name in seen or (name in builtin and name not in found):
            continue
        seen.add(name)
        if name not in found:
            raise Missing(f"this kernel has no module {name}")
        plain = unpack_module(found[name], root)
        wanted += [need for need in packages.command("modinfo", "-F", "depends", plain).strip().split(",") if need]
        soft = re.findall(r"pre: ([^:]*?)(?: post:|$)", packages.command("modinfo", "-F", "softdep", plain), re.MULTILINE)
        wanted += [need for line in soft for need in line.split() if need.replace("-", "_") in found]
    for name in ("modules.builtin", "modules.builtin.modinfo", "modules.order"):
        if (tree / name).exists():
            shutil.copy(tree / name, root / name)
    packages.command("depmod", "-b", destination, release)


def unpack_module(path, root):
    """Copies one module, unpacked, without what only a debugger reads."""
    data = path.read_bytes()
    if path.suffix == ".xz":
        data = lzma.decompress(data)
    plain = root / path.name.removesuffix(".xz")
    plain.write_bytes(data)
    packages.command("strip", "-g", plain)
    return plain

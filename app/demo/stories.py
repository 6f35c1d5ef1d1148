"""The demo's stories: which prompts there are, which clips they show, and how long each video takes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

CLIPS: tuple[str, ...] = ("aurora", "boats", "canyon", "dawn", "dusk", "ember", "moss", "ocean")
"""Names of the files in `resources/demo` (NAME.mp4, NAME.poster.jpg, NAME.thumb.jpg)."""

REFUSED = "The prompt was refused by the content policy. Nothing was made; please rephrase it and try again."
GAVE_UP = "Generation failed: the model gave up on this seed. Nothing was charged."


@dataclass(frozen=True, slots=True)
class Take:
    """The plan of one video.

    Attributes:
        clip: one of `CLIPS`.
        seed: as the provider gives it, also over 32 bits (API.md).
        queued: seconds from the task's start until it runs.
        lasts: seconds from running until the end.
        fails_at: percent at which it fails, None where it finishes.
        error: the reason of the failure, else "".
    """

    clip: str
    seed: int
    queued: float
    lasts: float
    fails_at: int | None = None
    error: str = ""

    @property
    def ends(self) -> float:
        """Seconds from the task's start until nothing changes any more."""
        return self.queued + self.lasts


@dataclass(frozen=True, slots=True)
class Story:
    """The plan of one task: its prompt and its videos, in the provider's order."""

    prompt: str
    takes: tuple[Take, ...]

    @property
    def ends(self) -> float:
        """Seconds from the start until the last video ends."""
        return max(take.ends for take in self.takes)


SAMPLES: dict[str, Story] = {
    "0b7c1d52-8f7e-4f0a-9a55-3f6f1f2a6c01": Story(
        "Moss grows over an abandoned tram in time lapse, overcast light",
        (Take("moss", 90551238, queued=1.5, lasts=6.5),),
    ),
    "5d2e9a34-61c8-4b7d-8e1f-b8a40c97d302": Story(
        "A lone bush plane crosses a canyon at golden hour,\nslow dolly, dust in the light, 35 mm",
        (Take("canyon", 3183047765, queued=3.0, lasts=12.0),),
    ),
    "a94f6e07-2b3d-4c58-b6d9-71e5c8f0a403": Story(
        "Paper boats drift down a rainy street, macro, neon reflections",
        (
            Take("boats", 7712045180423, queued=2.0, lasts=11.0),
            Take("ocean", 7712045180424, queued=4.0, lasts=17.0),
            Take("dusk", 7712045180425, queued=6.0, lasts=22.0),
        ),
    ),
    "c3810b6f-94ad-4e12-8c7b-05d6e2f91a04": Story(
        "晨雾中的古镇，一叶小舟缓缓划过水面，微距镜头，柔和的晨光，慢动作",
        (Take("dawn", 2840117993, queued=5.0, lasts=19.0),),
    ),
    "e7f52c90-3a1b-4d86-95f4-9c2d7b60e805": Story(
        "A famous actor walks through the set of a well-known film, handheld",
        (Take("ember", 1650028411, queued=2.5, lasts=8.5, fails_at=38, error=REFUSED),),
    ),
    "f16a8d73-c5e0-4279-a3b8-4e90d1c7f606": Story(
        "Northern lights unfold above a frozen lake, wide shot from a slow drone",
        (Take("aurora", 10485776021, queued=7.0, lasts=23.0),),
    ),
}
"""The sample tasks by ID: together they show one video and three, a failure, a long prompt and a Chinese one."""

_PROMPTS: tuple[tuple[str, str], ...] = (
    ("A lighthouse breathes in the fog, long exposure, gulls frozen in the beam", "ocean"),
    ("Lanterns rise from a mountain village, the camera rises with them", "ember"),
    ("A glass greenhouse at night, ferns lit from below, slow push in", "moss"),
    ("沙漠公路上的老式列车，夕阳，长焦镜头，热浪翻滚", "canyon"),
    ("A paper crane unfolds itself on a windowsill at dawn", "dawn"),
    ("Jellyfish drift between the columns of a sunken theatre,\nsoft blue light, no cuts", "aurora"),
    ("Violet dusk over a salt flat, one cyclist, mirror of the sky", "dusk"),
    ("Koi turn under falling petals, seen from straight above", "boats"),
)


def story_of(task_id: str) -> Story:
    """The story of any task ID: the sample's own, else one that a stable hash of the ID chooses.

    Six of eight IDs give one video, one of eight gives three, one of eight a failure. All end within about half a
    minute.
    """
    sample = SAMPLES.get(task_id)
    if sample is not None:
        return sample
    digest = hashlib.sha256(task_id.encode()).digest()
    prompt, clip = _PROMPTS[digest[0] % len(_PROMPTS)]
    seed = int.from_bytes(digest[2:7], "big") % 9_000_000_000 + 1_000_000_000
    take = Take(clip, seed, queued=2.0 + digest[7] / 64, lasts=12.0 + digest[8] / 24)
    kind = digest[1] % 8
    if kind == 0:
        reason = REFUSED if digest[9] % 2 else GAVE_UP
        return Story(prompt, (replace(take, fails_at=20 + digest[9] % 60, error=reason),))
    if kind == 1:
        return Story(prompt, tuple(_sibling(take, nth) for nth in range(3)))
    return Story(prompt, (take,))


def _sibling(take: Take, nth: int) -> Take:
    """The n-th video (from 0) of a task of several: the next seed, another clip, its own pace."""
    clip = CLIPS[(CLIPS.index(take.clip) + 3 * nth) % len(CLIPS)]
    return replace(take, clip=clip, seed=take.seed + nth, queued=take.queued + nth, lasts=take.lasts * (1 - 0.2 * nth))


def video_id(task_id: str, nth: int) -> str:
    """The ID of a task's n-th video (from 0): the first has the task's own (API.md), the others a UUID of their own."""
    if nth == 0:
        return task_id
    digits = hashlib.sha256(f"{task_id}/{nth}".encode()).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"

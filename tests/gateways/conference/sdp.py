"""The offer of a browser that sends sound and picture, as a text: nobody answers at its other end."""

from typing import Final

HEAD: Final = """v=0
o=- 4611731400430051336 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1
a=msid-semantic: WMS s
"""
MEDIA: Final = """m={kind} 9 UDP/TLS/RTP/SAVPF {number}
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=ice-ufrag:abcd
a=ice-pwd:0123456789abcdefghijklmn
a=fingerprint:sha-256 {fingerprint}
a=setup:actpass
a=mid:{mid}
a=sendonly
a=msid:s t{mid}
a=rtcp-mux
a=rtpmap:{number} {codec}
a=ssrc:{ssrc} cname:c
a=ssrc:{ssrc} msid:s t{mid}
"""
FINGERPRINT: Final = ":".join(["AB"] * 32)


def offer() -> str:
    """Opus, then VP8."""
    parts = [("audio", 111, "opus/48000/2", 0), ("video", 96, "VP8/90000", 1)]
    media = [
        MEDIA.format(
            kind=kind, number=number, codec=codec, mid=mid, ssrc=1000 + mid, fingerprint=FINGERPRINT
        )
        for kind, number, codec, mid in parts
    ]
    return "".join([HEAD, *media]).replace("\n", "\r\n")

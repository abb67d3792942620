using System.Buffers.Binary;
using System.Text;

namespace RagPruner.Fuzz;

/// <summary>Frames of AWS event streams around any payload, with checksums that hold: without them no payload would be read.</summary>
internal static class Frames
{
    private static readonly uint[] s_table = [.. Enumerable.Range(0, 256).Select(static i =>
    {
        var value = (uint)i;
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
        return value;
    })];

    public static byte[] Of(string type, ReadOnlySpan<byte> payload)
    {
        byte[] headers = [.. Header(":message-type", "event"), .. Header(":event-type", type), .. Header(":content-type", "application/json")];
        var frame = new byte[16 + headers.Length + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Crc(frame.AsSpan(0, 8)));
        headers.CopyTo(frame, 12);
        payload.CopyTo(frame.AsSpan(12 + headers.Length));
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - 4), Crc(frame.AsSpan(0, frame.Length - 4)));
        return frame;
    }

    private static byte[] Header(string name, string value) =>
        [(byte)name.Length, .. Encoding.UTF8.GetBytes(name), 7, (byte)(value.Length >> 8), (byte)value.Length, .. Encoding.UTF8.GetBytes(value)];

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = (crc >> 8) ^ s_table[(crc ^ b) & 0xFF];
        return ~crc;
    }
}

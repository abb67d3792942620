using System.Collections.Frozen;
using System.Text;

namespace RagPruner.Text;

/// <summary>
/// Letters with marks of the languages that are written in Latin script. <see cref="string.Normalize()"/> does nothing where
/// globalization is invariant, as it is on Lambda, so the few dozen letters are listed here.
/// </summary>
internal static class Accents
{
    // A combining mark, then letters in pairs: without the mark, and with it.
    private static readonly (char Mark, string Pairs)[] s_letters =
    [
        ('\u0300', "AÀEÈIÌOÒUÙaàeèiìoòuù"),
        ('\u0301', "AÁEÉIÍOÓUÚYÝCĆLĹNŃRŔSŚZŹaáeéiíoóuúyýcćlĺnńrŕsśzź"),
        ('\u0302', "AÂEÊIÎOÔUÛCĈGĜHĤJĴSŜWŴYŶaâeêiîoôuûcĉgĝhĥjĵsŝwŵyŷ"),
        ('\u0303', "AÃNÑOÕIĨUŨaãnñoõiĩuũ"),
        ('\u0304', "AĀEĒIĪOŌUŪaāeēiīoōuū"),
        ('\u0306', "AĂEĔGĞIĬOŎUŬaăeĕgğiĭoŏuŭ"),
        ('\u0307', "CĊEĖGĠIİZŻcċeėgġzż"),
        ('\u0308', "AÄEËIÏOÖUÜYŸaäeëiïoöuüyÿ"),
        ('\u030A', "AÅUŮaåuů"),
        ('\u030B', "OŐUŰoőuű"),
        ('\u030C', "CČDĎEĚNŇRŘSŠTŤZŽcčdďeěnňrřsštťzž"),
        ('\u0327', "CÇSŞTŢGĢKĶLĻNŅRŖcçsştţkķlļnņrŗ"),
        ('\u0328', "AĄEĘIĮUŲaąeęiįuų"),
    ];

    private static readonly FrozenDictionary<(char Letter, char Mark), char> s_composed =
        s_letters.SelectMany(l => l.Pairs.Chunk(2).Select(p => KeyValuePair.Create((p[0], l.Mark), p[1]))).ToFrozenDictionary();

    private static readonly FrozenDictionary<char, char> s_plain =
        s_letters.SelectMany(l => l.Pairs.Chunk(2)).ToFrozenDictionary(p => p[1], p => p[0]);

    /// <summary>The text with letters and marks that follow them as one character each, where there is one.</summary>
    public static string Compose(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u0300', '\u036F'))
            return text;
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (result.Length > 0 && s_composed.TryGetValue((result[^1], c), out var composed))
                result[^1] = composed;
            else
                result.Append(c);
        }
        return result.ToString();
    }

    /// <summary>The letter without its mark.</summary>
    public static char Plain(char letter) => s_plain.GetValueOrDefault(letter, letter);
}

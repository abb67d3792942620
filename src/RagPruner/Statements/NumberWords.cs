using System.Collections.Frozen;

namespace RagPruner.Statements;

/// <summary>Small numbers in words, in English, German, French and Spanish, and the words that multiply a number.</summary>
internal static class NumberWords
{
    private static readonly FrozenDictionary<string, double> s_numbers = Of(
        (0, "zero null"), (0.5, "half"), (2, "two zwei deux dos"), (3, "three drei trois tres"), (4, "four vier quatre cuatro"),
        (5, "five fünf cinq cinco"), (6, "six sechs seis"), (7, "seven sieben sept siete"), (8, "eight acht huit ocho"), (9, "nine neun neuf nueve"),
        (10, "ten zehn dix diez"), (11, "eleven elf onze"), (12, "twelve zwölf douze doce dozen dutzend"), (13, "thirteen dreizehn treize trece"),
        (14, "fourteen vierzehn quatorze catorce"), (15, "fifteen fünfzehn quinze quince"), (16, "sixteen sechzehn seize"), (17, "seventeen siebzehn"),
        (18, "eighteen achtzehn"), (19, "nineteen neunzehn"), (20, "twenty zwanzig vingt veinte"), (30, "thirty dreißig trente treinta"),
        (40, "forty vierzig quarante cuarenta"), (50, "fifty fünfzig cinquante cincuenta"), (60, "sixty sechzig soixante sesenta"),
        (70, "seventy siebzig setenta"), (80, "eighty achtzig ochenta"), (90, "ninety neunzig noventa"), (100, "hundred hundert cien"));

    private static readonly FrozenDictionary<string, double> s_scales = Of(
        (1e3, "k thousand tsd tausend mille mil"), (1e6, "m mn mio million millions millionen millón millones"),
        (1e9, "bn billion billions mrd milliarde milliarden milliard milliards"), (1e12, "trillion trillions"));

    private static readonly FrozenSet<string> s_ones =
        new[] { "a", "an", "one", "ein", "eine", "einen", "einem", "einer", "eines", "un", "une", "una" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, double>.AlternateLookup<ReadOnlySpan<char>> s_numberSpans =
        s_numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_oneSpans = s_ones.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a word may be a number, or begin one.</summary>
    public static bool MayBe(ReadOnlySpan<char> word) =>
        s_numberSpans.ContainsKey(word) || s_oneSpans.Contains(word) || word.Contains('-');

    /// <summary>The number of a word, or of two joined by a hyphen; null for none.</summary>
    public static double? Of(string word)
    {
        if (s_numbers.TryGetValue(word, out var number))
            return number;
        return word.Contains('-', StringComparison.Ordinal) && word.Split('-') is [var tens, var ones]
            && s_numbers.TryGetValue(tens, out var ten) && ten is >= 20 and <= 90
            && (s_numbers.TryGetValue(ones, out var one) ? one is > 0 and < 10 : (one = IsOne(ones) ? 1 : 0) == 1) ? ten + one : null;
    }

    /// <summary>Whether a word means one before a unit: "a week", "an hour".</summary>
    public static bool IsOne(string word) => s_ones.Contains(word);

    /// <summary>Whether a word says how often: what follows it is no length of time.</summary>
    public static bool IsRate(string word) => word.ToLowerInvariant() is
        "once" or "twice" or "times" or "einmal" or "zweimal" or "mal" or "fois" or "vez" or "veces";

    /// <summary>What a word multiplies the number before it by; null if it does not.</summary>
    public static double? ScaleOf(string word)
    {
        // "5 m" are metres, "5M" are millions.
        return word == "m" ? null : s_scales.TryGetValue(word, out var scale) ? scale : null;
    }

    private static FrozenDictionary<string, double> Of(params (double Value, string Words)[] numbers) =>
        numbers.SelectMany(n => n.Words.Split(' ').Select(w => KeyValuePair.Create(w, n.Value))).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}

using System.Collections.Frozen;

namespace RagPruner.Statements;

/// <summary>What a figure counts.</summary>
/// <param name="Dimension">Figures of the same one can be compared: a currency, <c>length</c>, or the thing that is counted.</param>
/// <param name="Factor">One of it, in the dimension's own unit.</param>
/// <param name="Offset">What is added after that: degrees Fahrenheit do not begin at 0 °C.</param>
internal sealed record Unit(string Dimension, double Factor = 1, double Offset = 0)
{
    /// <summary>Dimensions, beside currencies and things.</summary>
    public const string Percent = "percent";
    public const string Time = "time";
    public const string Length = "length";
    public const string Mass = "mass";
    public const string Temperature = "temperature";
    public const string Data = "data";
    public const string Area = "area";
    public const string Volume = "volume";
    public const string Power = "power";
    public const string Energy = "energy";
    public const string Speed = "speed";
    public const string Frequency = "frequency";
    /// <summary>What stands for every currency.</summary>
    public const string Money = "money";

    private const double Year = 365.25 * 86_400;

    // Where case tells units apart.
    private static readonly FrozenDictionary<string, Unit> s_symbols = Table(StringComparer.Ordinal,
        (Data, 1, "B"), (Data, 1e3, "kB KB"), (Data, 1e6, "MB"), (Data, 1e9, "GB"), (Data, 1e12, "TB"), (Data, 1024, "KiB"),
        (Data, 1_048_576, "MiB"), (Data, 1_073_741_824, "GiB"), (Data, 1_099_511_627_776, "TiB"), (Data, 125e3, "Mb Mbit"), (Data, 125e6, "Gb Gbit"),
        (Power, 1e-3, "mW"), (Power, 1, "W"), (Power, 1e3, "kW"), (Power, 1e6, "MW"), (Power, 1e9, "GW"),
        (Energy, 1, "Wh"), (Energy, 1e3, "kWh"), (Energy, 1e6, "MWh"), (Energy, 1e9, "GWh"),
        (Length, 1, "m"), (Time, 60, "min"));

    private static readonly FrozenDictionary<string, Unit> s_words = Table(StringComparer.OrdinalIgnoreCase,
        ("EUR", 1, "€ eur euro euros 欧元 ユーロ евро"), ("EUR", 0.01, "cent cents centime centimes"),
        ("USD", 1, "$ usd dollar dollars us$ dólares 美元"),
        ("GBP", 1, "£ gbp pound pounds"), ("GBP", 0.01, "pence"), ("JPY", 1, "¥ jpy yen 円"), ("CNY", 1, "cny yuan rmb 元"),
        ("CHF", 1, "chf franken franc francs"), ("INR", 1, "₹ inr rupee rupees"), ("SEK", 1, "sek krona kronor"), ("NOK", 1, "nok"), ("DKK", 1, "dkk"),
        (Percent, 1, "% percent pct prozent %"), (Percent, 1, "pour-cent"),
        (Time, 1e-3, "ms millisecond milliseconds millisekunden"), (Time, 1, "s sec secs second seconds sekunde sekunden seconde secondes segundo segundos"),
        (Time, 60, "mins minute minutes minuten minuto minutos 分钟"), (Time, 3600, "h hr hrs hour hours stunde stunden std heure heures hora horas 小时"),
        (Time, 86_400, "d day days tag tage tagen jour jours día días dia dias 天"),
        (Time, 7 * 86_400, "week weeks woche wochen semaine semaines semana semanas 周"),
        (Time, Year / 12, "month months monat monate monaten mois mes meses"),
        (Time, Year, "year years yr yrs jahr jahre jahren ans année années año años"),
        (Length, 1e-3, "mm millimetre millimetres millimeter millimeters"), (Length, 1e-2, "cm centimetre centimetres centimeter centimeters zentimeter"),
        (Length, 1, "metre metres meter meters mètre mètres metro metros"),
        (Length, 1e3, "km kilometre kilometres kilometer kilometers kilomètres kilómetros"),
        (Length, 0.0254, "inch inches ″"), (Length, 0.3048, "ft foot feet"), (Length, 1609.344, "mi mile miles"), (Length, 0.9144, "yd yard yards"),
        (Mass, 1e-3, "mg milligram milligrams"), (Mass, 1, "g gram grams gramm grammes gramos"), (Mass, 1e3, "kg kilo kilos kilogram kilograms kilogramm"),
        (Mass, 1e6, "t tonne tonnes tonnen"), (Mass, 453.59237, "lb lbs"), (Mass, 28.349523, "oz ounce ounces"),
        (Data, 1, "byte bytes"), (Data, 1e3, "kilobyte kilobytes"), (Data, 1e6, "megabyte megabytes"), (Data, 1e9, "gigabyte gigabytes"),
        (Data, 1e12, "terabyte terabytes"),
        (Area, 1, "m² m2 sqm"), (Area, 1e6, "km² km2"), (Area, 1e4, "ha hectare hectares hektar"), (Area, 4046.856, "acre acres"),
        (Volume, 1e-3, "ml millilitre millilitres milliliter milliliters"), (Volume, 1, "l litre litres liter liters litros"),
        (Volume, 1e3, "m³ m3"), (Volume, 3.785412, "gallon gallons"),
        (Power, 1, "watt watts"), (Power, 1e3, "kilowatt kilowatts"), (Power, 1e6, "megawatt megawatts"), (Power, 735.5, "hp ps"),
        (Energy, 1e3, "kilowatt-hours"), (Speed, 1, "km/h kph kmh"), (Speed, 1.609344, "mph"), (Speed, 3.6, "m/s"),
        (Frequency, 1, "hz hertz"), (Frequency, 1e3, "khz"), (Frequency, 1e6, "mhz"), (Frequency, 1e9, "ghz"))
        .Concat(
        [
            .. "°c c° celsius".Split(' ').Select(n => KeyValuePair.Create(n, new Unit(Temperature))),
            .. "°f fahrenheit".Split(' ').Select(n => KeyValuePair.Create(n, new Unit(Temperature, 5.0 / 9, -160.0 / 9))),
        ]).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    // A dollar is not a euro, but the same amount of either in two answers is no conversion.
    private static readonly FrozenSet<string> s_currencies =
        new[] { "EUR", "USD", "GBP", "JPY", "CNY", "CHF", "INR", "SEK", "NOK", "DKK" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_noThings =
        ("a an and are as at but by for from in into is it of on or per that the their there they this to was were when which who with "
        + "und oder der die das den dem im in auf am ist sind war pro mit von vom zu zum zur bis für "
        + "et ou le la les des du de dans est sont par avec pour à y o el los las del en es son por con para se")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether it is money.</summary>
    public bool IsCurrency => s_currencies.Contains(Dimension);

    /// <summary>Whether it is a length of the calendar, which days only come near to.</summary>
    public bool IsCalendar => Dimension == Time && Factor >= Year / 12;

    /// <summary>Whether it is a thing that is counted.</summary>
    public bool IsThing => Dimension[0] == '#';

    /// <summary>The unit that a word or sign names; null for none.</summary>
    public static Unit? Of(string text) => s_symbols.GetValueOrDefault(text) ?? s_words.GetValueOrDefault(text);

    /// <summary>The thing that a word names, whatever it is; null for a word that names none.</summary>
    public static Unit? ThingOf(string word)
    {
        var lower = word.ToLowerInvariant();
        return lower.Length < 3 || !char.IsLetter(lower[0]) || s_noThings.Contains(lower) ? null : new Unit($"#{Stem(lower)}");
    }

    // Enough to take one and many for the same.
    private static string Stem(string word) =>
        word.Length > 4 && word.EndsWith("ies", StringComparison.Ordinal) ? word[..^3] + "y"
        : word.Length > 3 && word[^1] == 's' && word[^2] != 's' ? word[..^1]
        : word.Length > 4 && word.EndsWith("en", StringComparison.Ordinal) ? word[..^2]
        : word;

    private static FrozenDictionary<string, Unit> Table(StringComparer comparer, params (string Dimension, double Factor, string Names)[] units) =>
        units.SelectMany(u => u.Names.Split(' ').Select(n => KeyValuePair.Create(n, new Unit(u.Dimension, u.Factor))))
            .DistinctBy(p => p.Key, comparer).ToFrozenDictionary(comparer);
}

package phone_test

import "testing"

func TestReadRefusesDamage(t *testing.T) {
	tests := map[string][]string{
		"number_formula_error": {
			"#N/A", "#n/a", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#ERROR!", "#GETTING_DATA",
			"#NV", "#BEZUG!", "#WERT!", "#VALEUR!", "#NOM?", "#¡REF!", "#¿NOMBRE?", "##", "#######", "Err:502", "＃Ｎ/Ａ", "'#N/A",
		},
		"number_missing": {
			"n/a", "N/A", "n.a.", "NA", "NaN", "none", "None", "NULL", "<null>", "(none)", "nil", "-", "--", "?", "???", "/", "#", "...",
			"unknown", "tbd", "no phone", "Not available", "keine", "k.A.", "unbekannt", "aucun", "sin teléfono", "xxx", "🤷",
		},
		"number_date": {
			"2026-05-01", "2026/05/01", "2026.05.01", "01/05/2026", "5/13/2026", "31.12.2026", "1.5.26", "1. 5. 2026", "26-05-01", "01-05-26",
			"1-May-26", "1-May-2026", "01 May 2026", "May 1, 2026", "May 1st, 2026", "Friday, May 1, 2026", "1. Mai 2026", "1er mai 2026", "1 de mayo de 2026",
			"2026-May-01", "1 Mär 26", "12. Dezember 2026", "2026-05-01 12:30", "2026-05-01T12:30:00Z", "2026-05-01 12:30:00.000+02:00",
			"5/1/26 3:07 PM", "1.5.26, 15:07", "'2026-05-01", "２０２６-０５-０１", "\u200e5/1/2026",
		},
		"number_scientific": {
			"1.41556E+10", "4,41556e+11", "4.4E+11", "1.41555526710E+10", "14.155552671E+9", "0.4155552671E+10", "-1.4155552671E+10", "1E+10",
			"1.4155552671E-10", "1.4155552671E+99999999999999999999", "1.5E+1",
		},
		"number_decimal":    {"14155552671.5", "14155552671,05", "4155550123.50", "0415555012.0", "+4479460018.50", "1.5", "15.03"},
		"number_characters": {"=A2", "=1+1*2", "=415-555-0123", `="+14155550123`},
		"number_letters":    {"yes", "May", "May 45, 2026", "32 May 2026", "1 Foo 2026"},
		"number_several":    {"2026/13/32", "415/555/0123", "13/13/2026", "1/2"},
		"number_too_long":   {"14155550123.000"},
	}
	for want, cells := range tests {
		for _, cell := range cells {
			number, err := home(t, "US").Read(cell, "")
			if code := refusal(t, cell, number, err); code != want {
				t.Errorf("Read(%q) errs with %s, want %s", cell, code, want)
			}
		}
	}
}

package phone

import "strings"

// Forms of a number: a number that fits a template of a row reaches the same subscriber as the number of the first template of
// the row, and the reverse. A template is the digits of an E.164 number; a dot is any digit, brackets hold the digits that are
// possible at one position. The digits that dots and brackets match are copied in order.

// formsInUse are numbers that are written in two ways today.
func formsInUse() [][]string {
	return [][]string{
		// Argentina: a mobile number has a 9 after the country code from abroad, and a 15 after the area code at home,
		// which the library turns into the 9. Many files leave the 9 out. (libphonenumber, rule of the national prefix, AR)
		{"549..........", "54.........."},
		// Palestine is also reached by the country code of Israel. (Both lead to its numbers since Paltel has +970.)
		{"970........", "972........"},
		{"970.........", "972........."},
		// San Marino is also reached as an area of Italy, and its area code may be left out. (libphonenumber, rule of the
		// national prefix, SM)
		{"3780549......", "390549......", "378......"},
		{"390549......", "378......"},
		// Northern Ireland is also reached as an area of Ireland. (ComReg and Ofcom, 048 for 028)
		{"4428........", "35348........"},
	}
}

// formsOfChanges are changes of numbering plans: lists keep old numbers for years. If each operator got its own prefix, the
// prefix of an old number is not known. A list with the old number then stands for all of them, which is the safe choice.
func formsOfChanges() [][]string {
	forms := [][]string{
		// Mexico: no 1 before mobile numbers since August 3, 2019. (IFT; ITU communication of June 12, 2018)
		{"52..........", "521.........."},
		// Brazil: a 9 before mobile numbers, state by state, 2012 to 2016. (Anatel resolution 553/2010)
		{"55..9[6789].......", "55..[6789]......."},
		// Ivory Coast, January 31, 2021: the prefix of the operator before all numbers: 07, 05 and 01 for mobile ones, 27,
		// 25 and 21 for the others. (ARTCI)
		{"225........", "22507........", "22505........", "22501........", "22527........", "22525........", "22521........"},
		// Benin, November 30, 2024: 01 before all numbers. (ARCEP Bénin)
		{"22901........", "229........"},
		// Gabon, November 15, 2019: a digit behind the zero of all numbers, which also no longer is dialed from abroad. 01
		// became 011; 02, 05 and 06 became 062, 065 and 066; 04 and 07 became 074 and 077. (ARCEP Gabon)
		{"24111......", "2411......", "24101......"},
		{"2416[256]......", "241[256]......", "2410[256]......"},
		{"2417[47]......", "241[47]......", "2410[47]......"},
		{"2410[124567]......", "241[124567]......"},
		// Cameroon, November 21, 2014: a 6 before mobile numbers, a 2 before the others, of which those with 22 and 33 may
		// have got 242 and 243. (ART; ITU communication of October 6, 2014)
		{"2376[56789].......", "237[56789]......."},
		{"2372[23].......", "237[23]......."},
		{"237242......", "23722......"},
		{"237243......", "23733......"},
		// Saudi Arabia, 2013: a 1 before area codes. The zero that was dialed before an old number stays part of it where it
		// is read by the plan of today. (CITC; ITU communication of April 9, 2013)
		{"9661[123467].......", "966[123467].......", "9660[123467]......."},
		{"966[123467].......", "9660[123467]......."},
		// Colombia, September 1, 2021: 60 before area codes. (CRC resolution 5826)
		{"5760[1245678].......", "57[1245678]......."},
		// Metro Manila, October 6, 2019: the digit of the operator before fixed lines. (NTC order 10-10-2017)
		{"632.......", "6323.......", "6325.......", "6326.......", "6327.......", "6328......."},
		// French Polynesia, June 2014: 40 before fixed numbers, 87 and 49 before mobile ones. (OPT)
		{"689......", "68940......", "68987......", "68949......"},
		// Kosovo borrowed from Serbia, Monaco and Slovenia until it got a country code of its own. (ITU, December 15, 2016)
		{"383[23][89]......", "381[23][89]......"},
		{"3834[45]......", "3774[45]......"},
		{"3834[39]......", "3864[39]......"},
	}
	// Vietnam, September 15, 2018: two digits in place of three at the beginning of mobile numbers. (Ministry of
	// Information and Communications)
	for change := range strings.FieldsSeq("120:70 121:79 122:77 126:76 128:78 123:83 124:84 125:85 127:81 129:82 " +
		"162:32 163:33 164:34 165:35 166:36 167:37 168:38 169:39 186:56 188:58 199:59") {
		before, after, _ := strings.Cut(change, ":")
		forms = append(forms, []string{"84" + after + ".......", "84" + before + "......."})
	}
	return forms
}
